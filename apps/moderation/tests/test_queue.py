"""The report queue in the admin: what moderators read, what is written down of it, what their buttons do."""

import pytest
from django.test import Client

from apps.accounts import pictures
from apps.chat import services as chat
from apps.chat.models import Membership, Message
from apps.chat.tests.desk import fresh_nonce
from apps.moderation import reporting
from apps.moderation.models import AuditEntry, Category, Report
from apps.moderation.tests.team import a_moderator, again
from tests.people import a_person

QUEUE = "/admin/moderation/report/"
CANARY = "the-canary-sings"


class Browser:
    def __init__(self, user):
        self.user = user
        self.client = Client()
        self.client.force_login(user)

    def reads(self, report):
        return self.client.get(report.get_absolute_url()).content.decode()

    def takes(self, report, measure, reason="because", closes=True):
        fields = {"measure": measure, "reason": reason} | ({"closes": "on"} if closes else {})
        return self.client.post(report.get_absolute_url(), fields)

    def lists(self, **query):
        answer = self.client.get(QUEUE, query)
        return [row.pk for row in answer.context["cl"].result_list]


@pytest.fixture
def moderator(db):
    return Browser(a_moderator())


@pytest.fixture
def message(bob, room, says):
    return says(bob, room, CANARY)


@pytest.fixture
def report(alice, message):
    return reporting.report_message(alice, message, Category.SPAM, "look")


def actions():
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_open_ones_are_listed_and_closed_ones_when_asked_for(moderator, report, alice, bob, charlie):
    closed = reporting.report_person(alice, charlie, Category.OTHER, "")
    moderator.takes(closed, "dismiss")
    assert moderator.lists() == [report.pk]
    assert moderator.lists(state="closed") == [closed.pk]
    assert moderator.lists(state="all") == [report.pk, closed.pk]
    assert moderator.lists(q="bob") == [report.pk]
    assert moderator.lists(q=charlie.usercode) == []
    assert moderator.lists(category__exact="other") == []
    assert CANARY not in moderator.client.get(QUEUE).content.decode()


def test_five_to_each_side_are_shown_and_each_look_is_written_down(moderator, alice, bob, room, says):
    said = [says(alice, room, f"line-{n:02}-") for n in range(20)]
    report = reporting.report_message(bob, said[9], Category.SPAM, "")
    page = moderator.reads(report)
    assert [n for n in range(20) if f"line-{n:02}-" in page] == list(range(4, 15))
    moderator.reads(report)
    looks = AuditEntry.objects.filter(action="look")
    assert [(one.actor, one.message) for one in looks] == [(moderator.user, said[9].pk)] * 2
    assert "line" not in str(list(looks.values()))


def test_a_direct_conversation_is_read_only_so_and_only_while_it_is_open(moderator, alice, bob):
    direct = chat.open_direct(alice, bob)
    said = chat.post_message(direct, CANARY, fresh_nonce())
    report = reporting.report_message(bob, said, Category.THREAT, "")
    assert CANARY in moderator.reads(report)
    moderator.takes(report, "close")
    assert CANARY not in moderator.reads(report)
    assert actions() == ["look", "close"]


def test_who_may_only_look_at_lists_reads_nothing(report, db):
    for browser in (Browser(a_person("helga", is_staff=True)), Browser(a_person("pat"))):
        for path in (QUEUE, report.get_absolute_url()):
            assert browser.client.get(path).status_code in {302, 403}
            assert browser.client.post(path, {"measure": "hide", "reason": "x"}).status_code in {302, 403}
    assert actions() == []


def test_nobody_reads_who_has_reported_them(alice, bob):
    moderator = Browser(a_moderator())
    report = reporting.report_person(alice, moderator.user, Category.OTHER, "")
    assert moderator.lists() == []
    assert moderator.client.get(report.get_absolute_url()).status_code == 404
    assert "sidebar__reports" in moderator.client.get("/messager/").content.decode()
    assert 'aria-label="1 open"' not in moderator.client.get("/messager/").content.decode()


@pytest.mark.parametrize(
    ("measure", "action"),
    [
        ("hide", "hide"),
        ("warn", "warn"),
        ("mute-1h", "mute"),
        ("mute-1d", "mute"),
        ("mute-7d", "mute"),
        ("remove", "remove"),
        ("suspend-1d", "suspend"),
        ("suspend-7d", "suspend"),
        ("suspend", "suspend"),
        ("close", "close"),
        ("dismiss", "dismiss"),
    ],
)
def test_each_button_acts_and_closes(moderator, report, measure, action):
    assert f'value="{measure}"' in moderator.reads(report)
    answer = moderator.takes(report, measure)
    assert (answer.status_code, answer["Location"]) == (302, QUEUE)
    report.refresh_from_db()
    assert (report.outcome, report.closed_by, report.snapshot) == (action, moderator.user, None)
    assert actions() == ["look", action]
    assert AuditEntry.objects.get(action=action).reason == "because"


def test_what_they_do_is_done(moderator, report, message, bob, room):
    moderator.takes(report, "hide", closes=False)
    assert Message.objects.get(pk=message.pk).hidden_at
    assert 'value="restore"' in moderator.reads(report)
    moderator.takes(report, "restore", closes=False)
    assert Message.objects.get(pk=message.pk).hidden_at is None
    moderator.takes(report, "mute-1h", closes=False)
    assert again(bob).is_muted
    moderator.takes(report, "unmute", closes=False)
    assert not again(bob).is_muted
    moderator.takes(report, "warn", reason="stop it", closes=False)
    assert again(bob).warning == "stop it"
    moderator.takes(report, "remove", closes=False)
    assert not Membership.objects.filter(user=bob, room=room).exists()
    moderator.takes(report, "suspend", closes=False)
    assert not again(bob).is_active
    moderator.takes(report, "let-in", closes=False)
    assert again(bob).is_active
    assert Report.objects.open().exists()


def test_a_picture_is_removed_and_its_button_is_there_only_for_one(
    moderator, report, bob, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = str(tmp_path)
    assert 'value="picture"' not in moderator.reads(report)
    pictures.put(bob, b"x")
    assert 'value="picture"' in moderator.reads(report)
    assert bob.picture in moderator.reads(report)
    with django_capture_on_commit_callbacks(execute=True):
        moderator.takes(report, "picture", closes=False)
    assert again(bob).picture == ""
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]
    assert AuditEntry.objects.get(action="picture").person == bob
    assert moderator.takes(report, "picture", closes=False).status_code == 409


def test_without_a_reason_nothing_is_done(moderator, report, bob):
    for measure in ("mute-1h", "dismiss", "hide"):
        answer = moderator.takes(report, measure, reason="  ")
        assert answer.status_code == 422
        assert "Say why" in answer.content.decode()
    assert moderator.takes(report, "nonsense").status_code == 422
    assert moderator.takes(report, "warn", reason="x" * 1001).status_code == 422
    assert Report.objects.open().exists()
    assert not again(bob).is_muted


def test_either_all_of_it_is_done_or_nothing(moderator, report, message):
    chat.hide_message(message)
    assert moderator.takes(report, "hide").status_code == 409
    assert Report.objects.open().exists()
    assert actions() == ["look"]


def test_a_moderator_does_not_decide_about_another(moderator, alice, room, says):
    colleague = a_moderator("max")
    chat.join(colleague, room)
    report = reporting.report_message(alice, says(colleague, room), Category.SPAM, "")
    for measure in ("dismiss", "warn", "hide"):
        assert moderator.takes(report, measure).status_code == 403
    assert Report.objects.open().exists()
    owner = Browser(a_moderator("olga", "Owner"))
    assert owner.takes(report, "warn").status_code == 302


def test_notes_are_kept_between_moderators(moderator, report):
    answer = moderator.client.post(report.get_absolute_url(), {"note": "I <i>know</i> them"})
    assert answer["Location"] == report.get_absolute_url()
    page = moderator.reads(report)
    assert "I &lt;i&gt;know&lt;/i&gt; them" in page
    assert moderator.client.post(report.get_absolute_url(), {"note": " "}).status_code == 422


def test_a_message_that_is_gone_can_still_be_decided_about(moderator, report, message):
    Message.objects.filter(pk=message.pk).delete()
    page = moderator.reads(report)
    assert CANARY in page  # as it was when it was reported
    assert 'value="hide"' not in page
    assert moderator.takes(report, "hide").status_code == 409
    assert moderator.takes(report, "warn").status_code == 302


def test_nothing_is_inline(moderator, report):
    page = moderator.reads(report)
    assert "<script>" not in page
    assert " style=" not in page
    assert " onclick=" not in page
