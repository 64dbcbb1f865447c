"""The lists of messages and people in the admin are a door to the same verbs: with a reason, written down."""

import pytest

from apps.accounts import pictures
from apps.accounts.models import User
from apps.chat import services as chat
from apps.chat.models import Message
from apps.chat.tests.moderator import Moderator
from apps.moderation.models import AuditEntry
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
    posted = {"action": "remove_picture", "_selected_action": [alice.pk, bob.pk, colleague.pk]}
    assert "Say why" in client.post("/admin/accounts/user/", posted, follow=True).content.decode()
    assert again(bob).picture
    page = client.post("/admin/accounts/user/", posted | {"reason": "rude"}, follow=True).content.decode()
    assert "only an Owner acts on moderators" in page
    assert "1 picture is removed." in page
    assert (again(bob).picture, bool(again(colleague).picture)) == ("", True)
    assert entries() == [("picture", "bob", "rude")]


@pytest.mark.parametrize("action", ["hide", "deactivate"])
def test_without_a_reason_nothing_is_done(root, bob, room, says, action):
    row = says(bob, room) if action == "hide" else bob
    path = "/admin/chat/message/" if action == "hide" else "/admin/accounts/user/"
    posted = {"action": action, "_selected_action": [row.pk]}
    assert "Say why" in root.client.post(path, posted, follow=True).content.decode()
    assert entries() == []
    assert again(bob).is_active
    assert not Message.objects.filter(hidden_at__isnull=False).exists()


def test_a_moderator_hides_what_people_wrote_and_not_what_colleagues_did(db, bob, room, says, client):
    mia, colleague = a_moderator(), a_moderator("max")
    client.force_login(mia)
    chat.join(colleague, room)
    theirs, plain = says(colleague, room), says(bob, room)
    posted = {"action": "hide", "reason": "spam", "_selected_action": [theirs.pk, plain.pk]}
    page = client.post("/admin/chat/message/", posted, follow=True).content.decode()
    assert "only an Owner acts on moderators" in page
    assert "1 message is hidden." in page
    assert entries() == [("hide", "bob", "spam")]


def test_a_moderator_looks_people_up_and_changes_none(bob, client):
    client.force_login(a_moderator())
    assert client.get(f"/admin/accounts/user/{bob.pk}/change/").status_code == 200
    client.post(f"/admin/accounts/user/{bob.pk}/change/", {"username": "bobby"})
    client.post(
        "/admin/accounts/user/", {"action": "deactivate", "reason": "x", "_selected_action": [bob.pk]}
    )
    assert User.objects.get(pk=bob.pk).username == "bob"
    assert again(bob).is_active
