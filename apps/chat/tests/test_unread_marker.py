"""Marking unread: the one way in which a read mark falls."""

import pytest

from apps.chat.tests.conftest import place
from apps.chat.tests.desk import Desk, said, text_of


def marks_unread(desk, **fields):
    return desk.post(f"{desk.path}unread-marker/", **fields)


@pytest.fixture
def bobs(alice, bob, room, chatter):
    """Bob has read what Alice said, and answered."""
    chatter(alice, room, 5)
    desk = Desk(bob, room)
    desk.reads(5)
    desk.sends("I see")
    return desk


def mark(desk):
    return place(desk.user, desk.room).read_up_to


def test_from_a_message_on(bobs):
    answer = marks_unread(bobs, sequence=3)
    assert answer.status_code == 200
    assert answer["Messager-Unread-From"] == "3"
    assert 'data-unread="3"' in text_of(answer)
    assert mark(bobs) == 2


def test_without_a_message_from_the_last_one_of_others(bobs):
    assert marks_unread(bobs, sequence="")["Messager-Unread-From"] == "5"
    assert mark(bobs) == 4


def test_it_never_rises(bobs):
    marks_unread(bobs, sequence=2)
    marks_unread(bobs, sequence=4)
    assert mark(bobs) == 1


def test_their_other_pages_hear_of_it(bobs):
    before = bobs.inbox()
    marks_unread(bobs, sequence=3)
    assert bobs.inbox() != before


def test_where_nobody_else_has_said_anything_it_says_so(alice, room, says):
    says(alice, room)
    answer = marks_unread(Desk(alice, room), sequence="")
    assert answer.status_code == 422
    assert said(answer)


def test_without_a_script_the_room_opens_and_stays_unread(bobs, bob, room):
    plain = Desk(bob, room, script=False)
    answer = marks_unread(plain, sequence=3)
    assert (answer.status_code, answer["Location"]) == (303, f"{plain.path}?unread=")
    assert "data-stays-unread" in text_of(plain.opens(unread=""))
    assert "data-stays-unread" not in text_of(plain.opens())


def test_of_broadcasts_from_one_of_the_persons_own(alice, bob, charlie, everyone, come_online, says):
    come_online(alice, bob)
    first = says(alice, everyone, "for bob")
    come_online(charlie)
    says(charlie, everyone, "for all")
    desk = Desk(bob, everyone)
    desk.reads(2)
    assert marks_unread(desk, sequence=first.sequence).status_code == 200
    assert 'data-unread="2"' in text_of(desk.opens())


def test_a_stranger_marks_nothing(bobs, charlie, room):
    assert marks_unread(Desk(charlie, room), sequence=1).status_code == 404
    assert mark(bobs) == 6
