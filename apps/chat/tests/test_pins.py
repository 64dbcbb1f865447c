"""Pinned by who keeps the room's order, for everybody to find again."""

import pytest

from apps.chat import pins, services
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import Desk, said, text_of


@pytest.fixture
def owner(alice, room):
    alice.memberships.filter(room=room).update(is_owner=True)
    return alice


@pytest.fixture
def message(bob, room, says):
    return says(bob, room, "the door code is on the board")


def pin(person, room, message, is_on=1, *, script=True):
    desk = Desk(person, room, script=script)
    return desk.post(f"{desk.path}messages/{message.pk}/pin/", is_on=is_on)


def listed(person, room):
    desk = Desk(person, room)
    return text_of(desk.get(f"{desk.path}pins/"))


def test_an_owner_pins_and_everybody_sees_it(owner, bob, room, message):
    assert pin(owner, room, message).status_code == 200
    assert 'class="pinned"' in text_of(Desk(bob, room).polls(1))
    assert "the door code" in listed(bob, room)
    assert f"?at={message.pk}" in listed(bob, room)


def test_and_takes_it_off_again(owner, bob, room, message):
    pin(owner, room, message)
    pin(owner, room, message, is_on=0)
    assert 'class="pinned"' not in text_of(Desk(bob, room).polls(1))
    assert "the door code" not in listed(bob, room)


def test_a_member_who_is_no_owner_may_not(owner, bob, room, message):
    refused = pin(bob, room, message)
    assert refused.status_code == 403
    assert "owner" in said(refused)
    message.refresh_from_db()
    assert message.pinned_at is None


def test_in_a_direct_conversation_both_may(bob, direct, alice, says):
    message = says(alice, direct)
    assert pin(bob, direct, message).status_code == 200


def test_there_is_an_end_to_it(owner, bob, room, says, message, monkeypatch):
    monkeypatch.setattr(pins, "MOST", 2)
    for _ in range(2):
        pins.pin(says(bob, room), place(owner, room))
    refused = pin(owner, room, message)
    assert refused.status_code == 422
    assert "unpin one first" in said(refused)


def test_what_is_deleted_is_not_pinned_any_more(owner, bob, room, message):
    pin(owner, room, message)
    services.delete_message(message)
    assert "the door code" not in listed(bob, room)
    assert "removed" in said(pin(owner, room, message))


def test_a_stranger_sees_and_does_nothing(owner, charlie, room, message):
    assert pin(charlie, room, message).status_code == 404
    desk = Desk(charlie, room)
    assert desk.get(f"{desk.path}pins/").status_code == 404


def test_the_list_costs_the_same_for_many(owner, room, bob, says, django_assert_max_num_queries):
    for _ in range(5):
        pins.pin(says(bob, room), place(owner, room))
    desk = Desk(bob, room)
    with django_assert_max_num_queries(6):
        desk.get(f"{desk.path}pins/")


def test_without_a_script_the_messages_page_has_it(owner, room, message):
    assert pin(owner, room, message, script=False).status_code == 303
    desk = Desk(owner, room, script=False)
    assert "Unpin" in text_of(desk.get(f"{desk.path}messages/{message.pk}/"))
