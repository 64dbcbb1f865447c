"""How long, how many, and what happens when something that a held poll needs is away."""

import threading

import pytest
from django.db import OperationalError

from apps import guarded_redis
from apps.chat import notifications, services
from apps.chat.live import examine
from apps.chat.tests.live.hall import SOON, dispatched
from apps.presence import store
from tests.children import wait_until


def test_a_poll_is_held_so_long_and_no_longer(hall, bob, room, settings):
    settings.LIVE_HOLD = 0.2
    held = hall.polls(bob, room)
    assert (held.answer.status, held.answer.headers["messager-poll"]) == (204, "0")


def test_beyond_the_cap_of_a_person_polls_are_slow_but_tell(hall, alice, bob, room, says, settings):
    settings.LIVE_MOST_EACH = 2
    message = says(alice, room)
    held = [hall.polls(bob, room).waits() for _ in range(2)]
    slow = str(round(settings.POLL_INTERVAL * 1000))
    third = hall.polls(bob, room).answer
    assert (third.status, third.headers["messager-poll"]) == (204, slow)
    behind = hall.polls(bob, room, cursor=0).answer
    assert f'id="m-{message.pk}"' in behind.text
    assert behind.headers["messager-poll"] == slow
    held[0].leaves()
    hall.polls(bob, room).waits()
    hall.polls(alice, room).waits()


def test_beyond_the_cap_of_the_process_first_slow_then_refused(hall, alice, bob, room, settings, monkeypatch):
    settings.LIVE_MOST = 1
    hall.polls(alice, room).waits()
    assert hall.polls(bob, room).answer.headers["messager-poll"] != "0"
    monkeypatch.setattr("apps.chat.live.hub.OVERLOAD", 0)
    refused = hall.polls(bob, room).answer
    assert (refused.status, refused.headers["retry-after"]) == (503, "2")


def test_a_room_for_one_more_is_free_again_when_one_leaves(hall, alice, bob, room, settings):
    settings.LIVE_MOST = 1
    hall.polls(alice, room).waits().leaves()
    hall.polls(bob, room).waits()


def test_a_page_that_closes_leaves_nothing_behind(hall, alice, bob, room):
    for _ in range(20):
        hall.polls(bob, room).waits().leaves()
    register = hall.hub.register
    left = hall.call(
        lambda: (
            len(register),
            register._in_room,
            register._of_person,
            hall.hub.due._now,
            hall.hub.due._later,
        )
    )
    assert left == (0, {}, {}, {}, {})


def test_closed_while_it_is_looked_at(hall, bob, room, monkeypatch):
    looks, may_go_on = threading.Event(), threading.Event()
    identify = examine.identify

    def slowly(keys):
        looks.set()
        may_go_on.wait(SOON)
        return identify(keys)

    monkeypatch.setattr(examine, "identify", slowly)
    held = hall.polls(bob, room)
    assert looks.wait(SOON)
    held.leaves()
    may_go_on.set()
    hall.settle()
    assert hall.call(lambda: len(hall.hub.register)) == 0
    assert not held.is_answered


def test_when_all_must_go_everybody_is_answered_and_comes_back_spread_out(hall, alice, bob, room):
    held = [hall.polls(person, room).waits() for person in (alice, bob) * 3]
    hall.call(hall.hub.drain)
    answers = [one.answer for one in held]
    answers.append(hall.polls(bob, room).answer)  # one that was under way
    assert {answer.status for answer in answers} == {204}
    assert {answer.headers["connection"] for answer in answers} == {"close"}
    assert len({answer.headers["messager-poll"] for answer in answers}) > 1
    assert all(0 <= int(answer.headers["messager-poll"]) < 3000 for answer in answers)


def test_with_the_database_away_it_is_busy_and_nothing_is_lost(hall, alice, bob, room, says, monkeypatch):
    held = hall.polls(bob, room).waits()

    def away(*args):
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as broken:
        broken.setattr("apps.chat.live.reader.Reader.read", away)
        says(alice, room)
        dispatched()
        assert (held.answer.status, held.answer.headers["retry-after"]) == (503, "2")
        assert hall.polls(bob, room).answer.status == 503
    assert 'data-sequence="1"' in hall.polls(bob, room, cursor=0).answer.text


def test_a_page_that_knows_more_than_the_hints_is_not_told_what_was_before(hall, alice, bob, room, says):
    hall.polls(bob).waits().leaves()
    says(alice, room)
    held = hall.polls(bob).waits()
    dispatched()
    held.waits()


@pytest.fixture
def redis_away(refused_redis):
    guarded_redis.trip(refused_redis)


def test_with_redis_away_polls_are_held_and_told(deaf_hall, alice, bob, room, says, redis_away):
    held = deaf_hall.polls(bob, room).waits()
    says(alice, room)
    assert 'data-sequence="1"' in held.answer.text


def test_with_redis_away_the_database_knows_who_was_here(deaf_hall, bob, room, redis_away):
    deaf_hall.polls(bob, room).waits()
    bob.refresh_from_db()
    assert bob.last_seen is not None


def test_who_appears_offline_does_not_come_online_by_it(hall, bob, room):
    bob.appear_offline = True
    bob.save()
    hall.polls(bob, room).waits()
    assert bob.pk not in store.statuses()


def test_who_is_held_is_online(hall, alice, bob, room):
    hall.polls(bob, room).waits()
    hall.polls(alice, room, away=1).waits()
    assert {bob.pk: "online", alice.pk: "away"} == {
        pk: str(status.value) for pk, status in store.statuses().items()
    }


def test_what_is_not_understood_is_refused(hall, bob, room):
    assert hall.polls(bob, room, cursor="-1").answer.status == 422
    assert hall.polls(bob, room, typing="1,x").answer.status == 422
    assert hall.asks({"room": room.pk}).answer.status == 401


def test_while_deaf_everybody_is_looked_at(deaf_hall, alice, bob, room, desk):
    """What concerns a person alone has no other way while hints are lost."""
    held = deaf_hall.polls(bob, room).waits()
    deaf_hall.call(deaf_hall.hub.hear_again, True)
    services.open_direct(alice, bob)
    assert "sidebar-moved" in held.answer.headers["hx-trigger"]


def test_what_was_missed_is_looked_for_when_hints_come_again(hall, alice, bob, room, monkeypatch):
    held = hall.polls(bob, room).waits()
    with monkeypatch.context() as lost:
        lost.setattr(notifications, "call", lambda people: None)
        services.open_direct(alice, bob)
    hall.call(hall.hub.hear_again, True)
    hall.call(hall.hub.hear_again, False)
    assert "sidebar-moved" in held.answer.headers["hx-trigger"]


def test_hints_come_again_after_their_connection_was_lost(hall, alice, bob, room, says, monkeypatch):
    monkeypatch.setattr("apps.chat.live.hints.AGAIN", 0.05)
    held = hall.polls(bob, room).waits()
    guarded_redis.client().execute_command("CLIENT", "KILL", "TYPE", "pubsub")
    wait_until(lambda: hall.call(lambda: hall.hub.memory.breaks > 1), within=SOON, what="heard again")
    says(alice, room)
    dispatched()
    assert 'data-sequence="1"' in held.answer.text
