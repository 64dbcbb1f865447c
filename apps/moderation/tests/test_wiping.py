"""A spammer's last hours are hidden together, after the moderator has seen how many they are."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.chat.models import Message
from apps.moderation import reporting, wiping
from apps.moderation.models import AuditEntry, Category
from apps.moderation.problems import AboveYou
from apps.moderation.tests.team import a_moderator
from apps.moderation.tests.test_queue import Browser


@pytest.fixture
def moderator(db):
    return Browser(a_moderator())


@pytest.fixture
def spam(bob, room, says):
    """Three of the last hour, one of yesterday."""
    messages = [says(bob, room, f"spam {n}") for n in range(4)]
    Message.objects.filter(pk=messages[0].pk).update(sent_at=timezone.now() - timedelta(hours=30))
    return messages


@pytest.fixture
def report(alice, spam):
    return reporting.report_message(alice, spam[-1], Category.SPAM, "")


def hidden():
    return set(Message.objects.filter(hidden_at__isnull=False).values_list("pk", flat=True))


def wipes(moderator, report, count, hours="1", reason="spam"):
    return moderator.client.post(
        report.get_absolute_url(), {"hours": hours, "count": count, "reason": reason}
    ).status_code


def test_the_number_is_told_first_and_then_they_are_hidden(moderator, report, spam, alice, room, says):
    hers = says(alice, room)
    page = moderator.client.get(report.get_absolute_url(), {"hours": "1"}).content.decode()
    assert "This hides 3 messages" in page
    assert hidden() == set()
    assert wipes(moderator, report, 3) == 302
    assert hidden() == {message.pk for message in spam[1:]}
    assert hers.pk not in hidden()
    entry = AuditEntry.objects.get(action="wipe")
    assert (entry.reason, set(entry.detail["messages"])) == ("spam", hidden())
    assert wipes(moderator, report, 1, hours="72") == 302
    assert spam[0].pk in hidden()


@pytest.mark.parametrize(
    ("count", "hours", "reason", "status"),
    [
        (2, "1", "spam", 409),
        (4, "1", "spam", 409),
        (3, "1", " ", 422),
        (3, "5", "spam", 422),
        ("x", "1", "s", 409),
    ],
)
def test_what_was_not_agreed_to_is_not_done(moderator, report, count, hours, reason, status):
    assert wipes(moderator, report, count, hours, reason) == status
    assert hidden() == set()
    assert not AuditEntry.objects.filter(action="wipe").exists()


def test_it_does_so_many_at_once(moderator, report, monkeypatch):
    monkeypatch.setattr(wiping, "MOST_AT_ONCE", 2)
    assert wipes(moderator, report, 2) == 302
    assert len(hidden()) == 2
    assert wipes(moderator, report, 1) == 302
    assert len(hidden()) == 3


def test_nobody_wipes_a_colleague(moderator, room, says):
    colleague = a_moderator("max")
    with pytest.raises(AboveYou):
        wiping.wipe(moderator.user, colleague, 1, 0, "why")
