"""Slow mode: one message of each person in so many seconds. The database decides, Redis or none."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from apps.chat import membership_services, room_services, services
from apps.chat.models import Kind, Message, Room
from apps.chat.problems import TooSoon
from apps.chat.room_services import Settings
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import Desk, fresh_nonce, said, text_of, value_of
from apps.chat.tests.manager import Manager
from apps.moderation.tests.team import a_moderator
from tests.crowds import a_crowd, fill
from tests.threads import Threads


@pytest.fixture
def slow(alice, bob) -> Room:
    """A room that Alice owns and Bob is in: half a minute between two messages."""
    room = room_services.create_room(alice, Kind.OPEN, Settings("Garden", slow_seconds=30))
    membership_services.join_open_room(bob, room)
    return room


def as_if_later(seconds: float) -> None:
    """What was sent so far was sent `seconds` earlier."""
    Message.objects.update(sent_at=F("sent_at") - timedelta(seconds=seconds))


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_second_message_waits_and_keeps_its_text(bob, slow, script):
    he = Desk(bob, slow, script=script)
    he.sends("one")
    as_if_later(10)
    refused = he.sends("two")
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 20
    assert f"you can send again in {refused['Retry-After']} seconds" in said(refused)
    if not script:
        assert value_of("body", refused) == "two"
    as_if_later(20)
    assert he.sends("two").status_code in {200, 303}
    assert list(Message.objects.order_by("pk").values_list("body", flat=True)) == ["one", "two"]


def test_each_person_waits_for_themselves_and_in_this_room_alone(bob, slow, room, charlie):
    membership_services.join_open_room(charlie, slow)
    for person in (bob, charlie):
        assert Desk(person, slow).sends("one").status_code == 200
    assert Desk(bob, room).sends("elsewhere").status_code == 200


def test_owners_and_moderators_don_t_wait(alice, slow):
    moderator = a_moderator()
    membership_services.join_open_room(moderator, slow)
    for person in (alice, moderator):
        assert [Desk(person, slow).sends(f"{n}").status_code for n in range(2)] == [200, 200]


def test_a_copy_is_no_second_message(bob, slow):
    he, nonce = Desk(bob, slow), fresh_nonce()
    assert {he.sends("again", nonce).status_code for _ in range(3)} == {200}
    assert Message.objects.count() == 1


def test_a_deleted_message_was_one(bob, slow):
    he = Desk(bob, slow)
    he.sends("one")
    assert he.deletes(Message.objects.get()).status_code == 200
    assert he.sends("two").status_code == 429


def test_a_refused_message_leaves_no_hole(bob, slow):
    he = Desk(bob, slow)
    he.sends("one")
    he.sends("two")
    slow.refresh_from_db()
    assert slow.last_sequence == 1


@pytest.mark.usefixtures("redis_away")
def test_it_holds_without_redis(bob, slow):
    he = Desk(bob, slow)
    assert [he.sends(f"{n}").status_code for n in range(2)] == [200, 429]


def test_it_is_set_by_owners_and_said_beside_the_box(alice, bob, slow):
    assert "Slow mode: one message each 30 seconds." in text_of(Desk(bob, slow).opens())
    assert "Slow mode" not in text_of(Desk(alice, slow).opens())
    he = Desk(bob, slow)
    before = he.inbox()
    assert Manager(alice, slow).settles(slow_seconds=300).status_code == 303
    assert "one message each 5 minutes." in text_of(he.polls(cursor=0, inbox=before))
    assert Manager(alice, slow).settles(slow_seconds=7).status_code == 422
    assert Manager(bob, slow).settles(slow_seconds=0).status_code == 403
    Manager(alice, slow).settles(slow_seconds=0)
    assert [he.sends(f"{n}").status_code for n in range(2)] == [200, 200]


def test_a_room_without_it_asks_nothing(alice, bob, room):
    with CaptureQueriesContext(connection) as asked:
        services.post_message(place(bob, room), "hello", fresh_nonce())
    assert not [one for one in asked if "sent_at" in one["sql"] and one["sql"].startswith("SELECT")]


def test_the_last_message_is_found_by_an_index(bob, slow):
    fill(slow, [bob, *a_crowd(50, "talker")], 2000)
    with CaptureQueriesContext(connection) as asked, pytest.raises(TooSoon):
        services.post_message(place(bob, slow), "two", fresh_nonce())
    [query] = [one["sql"] for one in asked if one["sql"].startswith('SELECT "chat_message"."sent_at"')]
    assert "what_a_person_sent" in plan_of(query)


def plan_of(query: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE chat_message")
            cursor.execute(f"EXPLAIN {query}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {query}")
        return "; ".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_of_two_sent_at_once_one_waits(bob, slow):
    answers, threads, start = [], Threads(), threading.Barrier(4)

    def send(number: int) -> None:
        try:
            membership = place(bob, slow)
            start.wait()
            services.post_message(membership, f"{number}", fresh_nonce())
            answers.append("sent")
        except TooSoon:
            answers.append("waits")
        finally:
            connection.close()

    for number in range(4):
        threads.start(send, number)
    threads.join()
    assert sorted(answers) == ["sent", "waits", "waits", "waits"]
    assert Message.objects.count() == 1
