"""Hints can be lost; the database is asked what moved."""


def test_a_message_without_a_hint_is_found(deaf_hall, alice, bob, room, says):
    held = deaf_hall.polls(bob, room).waits()
    says(alice, room)
    assert 'data-sequence="1"' in held.answer.text


def test_a_poll_that_knew_already_does_not_hide_it(deaf_hall, alice, bob, room, says):
    held = deaf_hall.polls(bob, room).waits()
    says(alice, room)
    deaf_hall.polls(alice, room)
    assert 'data-sequence="1"' in held.answer.text
