"""The lists of messages and people in the admin are a door to the same verbs: with a reason, written down."""

import re
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.accounts import pictures
from apps.accounts.models import User
from apps.chat import services as chat
from apps.chat.models import Message
from apps.chat.tests.moderator import Moderator, acts
from apps.moderation import reporting
from apps.moderation.models import AuditEntry, Category, Report
from apps.moderation.tests.team import a_moderator, again


@pytest.fixture
def root(db):
    return Moderator()


def entries():
    return list(AuditEntry.objects.order_by("pk").values_list("action", "person__username", "reason"))


def test_hiding_and_restoring_is_written_down(root, bob, room, says):
    message = says(bob, room)
    assert "1 message is hidden." in root.does("hide", message)
    root.does("restore", message)
    assert entries() == [("hide", "bob", "because"), ("restore", "bob", "because")]
    assert AuditEntry.objects.first().message == message.pk


def test_deactivating_and_activating_is_written_down_of_those_whom_it_concerned(root, bob, charlie):
    charlie.is_active = False
    charlie.save()
    root.does("deactivate", bob, charlie, root.user)
    root.does("activate", bob)
    assert entries() == [("suspend", "bob", "because"), ("let-in", "bob", "because")]


def test_a_moderator_removes_pictures_and_it_is_written_down(alice, bob, client, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    mia, colleague = a_moderator(), a_moderator("max")
    client.force_login(mia)
    for person in (bob, colleague):
        pictures.put(person, b"x")
    assert bob.picture in client.get(f"/admin/accounts/user/{bob.pk}/change/").content.decode()
    done = acts(client, "/admin/accounts/user/", "remove_picture", alice, bob, colleague, reason="rude")
    page = done.content.decode()
    assert "only an Owner acts on moderators" in page
    assert "That is so already" in page
    assert "1 picture is removed." in page
    assert (again(bob).picture, bool(again(colleague).picture)) == ("", True)
    assert entries() == [("picture", "bob", "rude")]


ASKED = {
    "hide": ("message", "Hide 2 messages from everyone?"),
    "restore": ("message", "Restore 2 messages?"),
    "deactivate": ("user", "Sign out 2 people everywhere and keep them out?"),
    "activate": ("user", "Let 2 people in again?"),
    "remove_picture": ("user", "Remove the pictures of 2 people?"),
    "close": ("report", "Close 2 reports?"),
    "dismiss": ("report", "Dismiss 2 reports?"),
}
LISTS = {
    "message": "/admin/chat/message/",
    "user": "/admin/accounts/user/",
    "report": "/admin/moderation/report/",
}


@pytest.fixture
def rows(alice, bob, charlie, room, says):
    """Two of each kind."""
    chat.join(charlie, room)
    about = [reporting.report_person(alice, person, Category.SPAM, "") for person in (bob, charlie)]
    return {"message": [says(bob, room), says(charlie, room)], "user": [bob, charlie], "report": about}


def posts(client, kind, action, rows, **more):
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(LISTS[kind], {**chosen, **more}, follow=True)


def state_of(rows):
    return list(type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).order_by("pk").values())


@pytest.mark.parametrize("action", ASKED)
def test_each_asks_first_how_many_and_why(root, rows, action):
    kind, question = ASKED[action]
    before = state_of(rows[kind])
    asked = posts(root.client, kind, action, rows[kind])
    assert question in asked.content.decode()
    assert str(rows[kind][1]) in asked.content.decode()
    unsaid = posts(root.client, kind, action, rows[kind], confirmed="yes", reason=" ")
    assert unsaid.status_code == 422
    assert "Say why" in unsaid.content.decode()
    assert question in unsaid.content.decode()
    too_long = posts(root.client, kind, action, rows[kind], confirmed="yes", reason="x" * 1_001)
    assert too_long.status_code == 422
    assert "x" * 1_001 in too_long.content.decode()
    assert state_of(rows[kind]) == before
    assert entries() == []


def test_what_was_agreed_to_is_done_and_no_more(root, bob, room, says):
    """Of a whole list too: what comes in meanwhile stays as it is."""
    said = {says(bob, room).pk for _ in range(3)}
    asked = posts(root.client, "message", "hide", Message.objects.all()[:1], select_across="1")
    assert "Hide 3 messages" in asked.content.decode()
    numbers = re.findall(r'name="_selected_action" value="(\d+)"', asked.content.decode())
    assert set(map(int, numbers)) == said
    late = says(bob, room)
    agreed = {"action": "hide", "_selected_action": numbers, "confirmed": "yes", "reason": "spam"}
    done = root.client.post(LISTS["message"], agreed, follow=True)
    assert "3 messages are hidden." in done.content.decode()
    assert Message.objects.get(pk=late.pk).hidden_at is None


def test_at_once_it_is_done_to_so_many(root, bob, room):
    now = timezone.now()
    Message.objects.bulk_create(
        Message(room=room, sender=bob, sequence=n, revision=n, body="x", nonce=uuid4(), sent_at=now)
        for n in range(1, 202)
    )
    asked = posts(root.client, "message", "hide", Message.objects.all()[:1], select_across="1")
    assert "Hide 200 messages" in asked.content.decode()
    assert "at once it is done to the first 200" in asked.content.decode()


def test_reports_of_the_same_are_closed_together_and_it_is_written_down(root, bob, rows, alice, room, says):
    message = says(bob, room)
    same = [
        reporting.report_message(alice, message, Category.SPAM, ""),
        reporting.report_message(root.user, message, Category.HATE, ""),
    ]
    assert "4 reports are closed." in root.does("dismiss", *rows["report"], *same)
    assert not Report.objects.open().exists()
    assert set(Report.objects.values_list("outcome", flat=True)) == {"dismiss"}
    assert sorted(entries()) == [
        ("dismiss", "bob", "because"),
        ("dismiss", "bob", "because"),
        ("dismiss", "charlie", "because"),
    ]


def test_what_somebody_else_has_closed_meanwhile_is_not_in_the_list_any_more(root, rows):
    posts(root.client, "report", "close", rows["report"])
    root.does("dismiss", *rows["report"])
    late = posts(root.client, "report", "close", rows["report"], confirmed="yes", reason="dealt with")
    assert "None of them is in this list any more." in late.content.decode()
    assert set(Report.objects.values_list("outcome", flat=True)) == {"dismiss"}


def test_a_moderator_hides_what_people_wrote_and_not_what_colleagues_did(db, bob, room, says, client):
    mia, colleague = a_moderator(), a_moderator("max")
    client.force_login(mia)
    chat.join(colleague, room)
    theirs, plain = says(colleague, room), says(bob, room)
    page = acts(client, LISTS["message"], "hide", theirs, plain, reason="spam").content.decode()
    assert "only an Owner acts on moderators" in page
    assert "1 message is hidden." in page
    assert entries() == [("hide", "bob", "spam")]


def test_a_moderator_looks_people_up_and_changes_none(bob, client):
    client.force_login(a_moderator())
    assert client.get(f"/admin/accounts/user/{bob.pk}/change/").status_code == 200
    client.post(f"/admin/accounts/user/{bob.pk}/change/", {"username": "bobby"})
    posts(client, "user", "deactivate", [bob], confirmed="yes", reason="x")
    assert User.objects.get(pk=bob.pk).username == "bob"
    assert again(bob).is_active
