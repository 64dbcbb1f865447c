"""What moves wakes who waits for it; nothing slips between asking and waiting."""

import time

import redis
from django.conf import settings

from apps.chat.live import reader
from apps.chat.live.waiter import ELSEWHERE
from apps.chat.tests.live.hall import SOON, dispatched
from tests.children import wait_until
from tests.transcript import read_answer


def sequences(reply):
    return [message.sequence for message in read_answer(reply.text).messages]


def test_a_message_answers_who_waits_for_it(hall, alice, bob, room, says):
    held = hall.polls(bob, room).waits()
    says(alice, room)
    dispatched()
    assert sequences(held.answer) == [1]
    assert held.answer.headers["messager-poll"] == "0"


def test_a_poll_ahead_of_the_hint_does_not_rob_the_others_of_it(hall, alice, bob, room, says):
    """The sender's page knows the message from its own answer, before the hint comes."""
    held = hall.polls(bob, room).waits()
    says(alice, room)
    ahead = hall.polls(alice, room).waits()
    dispatched()
    assert sequences(held.answer) == [1]
    assert not ahead.is_answered


def test_who_leaves_takes_nothing_from_who_arrives(hall, alice, bob, room, says):
    """The numbers of a room that nobody follows for a moment are not forgotten under the others' feet."""
    for _ in range(5):
        first = hall.polls(alice, room).waits()
        second = hall.polls(bob)
        first.leaves()
        second.waits()
        message = says(alice, room)
        dispatched()
        assert f'data-room="{room.pk}" data-sequence="{message.sequence}"' in second.answer.text


def test_nothing_is_kept_of_rooms_and_people_who_are_gone(hall, alice, bob, room):
    for held in [hall.polls(alice, room).waits(), hall.polls(bob, room, cursor=0).waits()]:
        held.leaves()
    hall.polls(bob, room, cursor=99).answer  # noqa: B018
    for _ in range(2):
        hall.call(hall.hub.forget_unfollowed)
    assert hall.call(lambda: (len(hall.hub.register), hall.hub.memory.numbers)) == (0, {})


def test_a_new_direct_conversation_is_heard_of(hall, alice, bob, everyone, desk):
    held = hall.polls(bob, everyone).waits()
    desk(alice, everyone).sends("psst", code=bob.usercode)
    dispatched()
    assert "sidebar-moved" in held.answer.headers["hx-trigger"]


def test_what_a_hint_says_before_the_room_is_known_is_kept(hall, alice, bob, room, says, monkeypatch):
    """It comes while the numbers are being read, and is newer than what was read."""
    read = reader.read_numbers

    def read_too_early(rooms):
        numbers = read(rooms)
        says(alice, room)
        dispatched()
        wait_until(lambda: room.pk in hall.hub.memory.numbers, within=SOON, what="the hint is heard")
        return numbers

    monkeypatch.setattr(reader, "read_numbers", read_too_early)
    assert sequences(hall.polls(bob, room).answer) == [1]


def test_a_hint_that_is_not_understood_harms_nobody(hall, alice, bob, room, says):
    held = hall.polls(bob, room).waits()
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        for nonsense in ("", "[]", "{}", '{"room": 5}', "7"):
            client.publish("hints", nonsense)
    says(alice, room)
    dispatched()
    assert sequences(held.answer) == [1]


def test_news_of_other_rooms_are_gathered_for_a_second(hall, alice, bob, room, direct, says):
    """Also those that came between two polls of a page."""
    behind = hall.polls(bob, room)
    hall.settle()
    says(alice, direct)
    dispatched()
    inbox = behind.answer.text.split('data-inbox="')[1].split('"')[0]
    asked = time.monotonic()
    says(alice, direct)
    dispatched()
    text = hall.polls(bob, room, inbox=inbox).answer.text
    assert f'data-room="{direct.pk}" data-sequence="2"' in text
    assert time.monotonic() - asked >= ELSEWHERE
