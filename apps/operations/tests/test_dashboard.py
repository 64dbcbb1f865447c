"""The admin's first page: what is owed, who is here, how much is said."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from apps import guarded_redis
from apps.chat.models import HeldMessage, Message, Outbox
from apps.chat.tests.moderator import Moderator
from apps.moderation import reporting
from apps.moderation.models import Category
from apps.moderation.tests.team import a_moderator
from apps.operations import ticks
from apps.operations.models import Day
from apps.operations.tasks import count_days
from apps.presence.heartbeat import beat


@pytest.fixture
def moderator(db):
    return Moderator()


@pytest.fixture
def said(alice, room):
    """said(days_ago): a message in the room's log, at that time."""

    def say(days_ago: float = 0) -> Message:
        number = Message.objects.filter(room=room).count() + 1
        at = timezone.now() - timedelta(days=days_ago)
        same = {"room": room, "sender": alice, "sequence": number, "revision": number}
        return Message.objects.create(body="x", nonce=uuid4(), sent_at=at, **same)

    return say


def figures(moderator) -> dict[str, str]:
    dashboard = moderator.client.get("/admin/").context["dashboard"]
    names = ("open_reports", "held", "people_online", "parked", "queued", "is_beat_late")
    return {name: getattr(dashboard, name) for name in names}


def days(moderator) -> list[int]:
    return [day.messages for day in moderator.client.get("/admin/").context["dashboard"].days]


def test_at_a_glance(moderator, alice, bob, said):
    assert figures(moderator) == {
        "open_reports": 0,
        "held": 0,
        "people_online": 0,
        "parked": 0,
        "queued": 0,
        "is_beat_late": True,
    }
    beat(alice, next_ms=60_000, away=False)
    ticks.note(ticks.BEAT)
    reporting.report_person(bob, alice, Category.SPAM, "")
    HeldMessage.objects.create(sender=alice, body="buy this", nonce=uuid4())
    guarded_redis.client().lpush(
        settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] + "dispatch", "task"
    )
    now = timezone.now()
    Outbox.objects.create(message=said(), revision=1, created_at=now, parked_at=now)
    assert figures(moderator) == {
        "open_reports": 1,
        "held": 1,
        "people_online": 1,
        "parked": 1,
        "queued": 1,
        "is_beat_late": False,
    }


def test_a_figure_is_a_link_for_those_alone_whom_it_lets_in(client, moderator):
    client.force_login(a_moderator())
    for browser, number in ((client, 2), (moderator.client, 3)):  # the second is a superuser's
        links = re.findall(r'<dd>\s*<a href="([^"]+)"', browser.get("/admin/").content.decode())
        assert len(links) == number
        assert {browser.get(link).status_code for link in links} == {200}


def test_messages_of_the_last_days(moderator, said):
    for days_ago in (30, 13, 1, 1):
        said(days_ago)
    count_days()
    assert days(moderator) == [1, *[0] * 11, 2, 0]
    said()
    said(1)
    count_days()
    count_days()
    assert days(moderator) == [1, *[0] * 11, 3, 1]
    assert Day.objects.count() == 4


def test_what_was_counted_stays_when_old_messages_go(moderator, said):
    said(5).delete()
    for days_ago in (5, 1, 0):
        said(days_ago)
    count_days()
    Message.objects.filter(sent_at__lt=datetime.now(UTC) - timedelta(days=3)).delete()
    count_days()
    assert sum(days(moderator)) == 3


def test_a_later_count_reads_the_newest_days_alone(moderator, said, django_assert_num_queries):
    for days_ago in (9, 3, 2, 1):
        said(days_ago)
    count_days()
    with django_assert_num_queries(3) as queries:
        count_days()
    boundary = Day.objects.order_by("-date")[1].first_message_id
    assert f'"id" >= {boundary}' in queries[1]["sql"]


def test_without_redis_the_page_opens_all_the_same(moderator):
    guarded_redis.trip(reason=ConnectionError("away"))
    page = moderator.client.get("/admin/")
    assert page.status_code == 200
    assert page.context["dashboard"].people_online is None
    assert ">?</dd>" in page.content.decode()


def test_who_is_no_staff_sees_none_of_it(client, alice):
    client.force_login(alice)
    assert "glance" not in client.get("/admin/", follow=True).content.decode()
