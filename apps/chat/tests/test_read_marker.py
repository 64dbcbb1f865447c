"""How far a person has read: it only rises, and never beyond what there is."""

import pytest

from apps.chat.models import Membership, Message
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import Desk, said, text_of


def mark(person, room) -> int:
    return place(person, room).read_up_to


def test_it_rises_to_what_was_read_and_the_sidebar_follows(alice, bob, room, chatter):
    chatter(alice, room, 5)
    answer = Desk(bob, room).reads(3)
    assert answer.status_code == 200
    assert 'id="sidebar"' in text_of(answer)
    assert mark(bob, room) == 3


def test_with_the_sidebar_comes_all_that_its_number_stands_for(alice, bob, room, chatter):
    """Whether they may speak changes that number too: with the sidebar alone the page would not ask again."""
    chatter(alice, room, 5)
    desk = Desk(bob, room)
    said_by_poll, said_by_mark = text_of(desk.polls(inbox="")), text_of(desk.reads(3))
    for part in ('id="sidebar"', 'id="voice"', 'hx-target="#held"'):
        assert part in said_by_poll
        assert part in said_by_mark


def test_it_never_falls(alice, bob, room, chatter):
    chatter(alice, room, 5)
    Desk(bob, room).reads(4)
    answer = Desk(bob, room).reads(2)
    assert (answer.status_code, answer.content) == (204, b"")
    assert mark(bob, room) == 4


def test_the_same_again_changes_nothing(alice, bob, room, chatter):
    chatter(alice, room, 5)
    desk = Desk(bob, room)
    desk.reads(4)
    inbox = desk.inbox()
    assert desk.reads(4).status_code == 204
    assert desk.inbox() == inbox


@pytest.mark.parametrize("sequence", [6, 2**62, 10**18])
def test_it_stops_at_the_last_message(sequence, alice, bob, room, chatter):
    chatter(alice, room, 5)
    Desk(bob, room).reads(sequence)
    assert mark(bob, room) == 5


@pytest.mark.parametrize("garbage", ["", "x", "-1", "1.5", "9" * 30, "٣", "\x00"])
def test_what_is_no_number_is_refused_in_place(garbage, alice, bob, room, chatter):
    chatter(alice, room, 5)
    answer = Desk(bob, room).reads(garbage)
    assert answer.status_code == 422
    assert said(answer)
    assert mark(bob, room) == 0


def test_the_answer_names_the_state_that_a_poll_would_name(alice, bob, room, chatter):
    chatter(alice, room, 5)
    desk = Desk(bob, room)
    answer = desk.reads(3)
    assert f'data-inbox="{desk.inbox()}"' in text_of(answer)


def test_a_plain_form_is_led_back(alice, bob, room, chatter):
    chatter(alice, room, 5)
    answer = Desk(bob, room, script=False).reads(5)
    assert (answer.status_code, answer["Location"]) == (303, room.get_absolute_url())


def test_a_stranger_has_no_mark(charlie, room):
    assert Desk(charlie, room).reads(1).status_code == 404


def test_it_is_never_moved_by_a_look(bob, room):
    assert Desk(bob, room).get(f"/messager/rooms/{room.pk}/read-marker/").status_code == 405


def test_ones_mark_is_ones_own(alice, bob, room, chatter):
    chatter(alice, room, 2)
    before = mark(alice, room)
    Desk(bob, room).reads(1)
    assert mark(alice, room) == before


def test_a_send_moves_the_senders_own_if_it_stood_at_the_message_before(alice, bob, room, says):
    says(alice, room)
    says(alice, room)
    assert mark(alice, room) == 2
    assert mark(bob, room) == 0


def test_a_send_leaves_it_where_something_is_unread_before(alice, bob, room, says):
    says(bob, room)
    says(alice, room)
    assert mark(alice, room) == 0
    Desk(alice, room).reads(1)
    says(alice, room)
    assert mark(alice, room) == 1
    Desk(alice, room).reads(3)
    says(alice, room)
    assert mark(alice, room) == 4


def test_a_retry_does_not_move_it_again(alice, bob, room):
    desk, nonce = Desk(alice, room), "8a4b2b4e-3c55-4b8e-9a1a-6f7d3c1f0a11"
    desk.sends("hello", nonce)
    Membership.objects.filter(user=alice).update(read_up_to=0)
    desk.sends("hello", nonce)
    assert (mark(alice, room), Message.objects.count()) == (0, 1)


def test_an_edit_does_not_move_it(alice, bob, room, says):
    message = says(alice, room)
    says(bob, room)
    Desk(alice, room).edits(message, "other")
    assert mark(alice, room) == 1
