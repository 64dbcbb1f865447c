"""Hints can be lost; the database is asked what moved."""

from apps.chat import retention


def test_a_message_without_a_hint_is_found(deaf_hall, alice, bob, room, says):
    held = deaf_hall.polls(bob, room).waits()
    says(alice, room)
    assert 'data-sequence="1"' in held.answer.text


def test_a_poll_that_knew_already_does_not_hide_it(deaf_hall, alice, bob, room, says):
    held = deaf_hall.polls(bob, room).waits()
    says(alice, room)
    deaf_hall.polls(alice, room)
    assert 'data-sequence="1"' in held.answer.text


def test_a_room_whose_floor_rose_is_found_though_nobody_said_anything(deaf_hall, alice, bob, room, says):
    for _ in range(2):
        last = says(alice, room)
    held = deaf_hall.polls(bob, room).waits()
    retention.free_batch(room.pk, last.sent_at)
    assert 'data-first="2"' in held.answer.text
