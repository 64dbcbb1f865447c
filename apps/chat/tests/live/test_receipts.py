"""Sent, delivered, read: in small rooms, of all others together, to members alone."""

import re

import pytest

from apps.chat import receipts, services
from apps.chat.models import Kind, Room
from apps.chat.receipts import Receipts
from apps.chat.tests.conftest import place
from apps.chat.tests.live.hall import dispatched
from tests.people import a_person


def receipts_in(html):
    found = re.search(r'<data id="receipts"\s+hidden\s+data-delivered="(\d+)"\s+data-read="(\d+)"', html)
    return found and (int(found[1]), int(found[2]))


def told(person, room):
    return receipts.marks_of(room.pk).for_person(person.pk)


def test_delivered_is_a_later_poll_that_has_it(hall, alice, bob, direct, says):
    says(alice, direct)
    hall.polls(bob, direct, cursor=0, receipts="0.0").answer  # noqa: B018 (it is under way to his page)
    assert told(alice, direct) == Receipts(0, 0)
    hall.polls(bob, direct, cursor=1, receipts="0.1").waits()
    assert told(alice, direct) == Receipts(1, 0)


def test_the_sender_is_told_at_once(hall, alice, bob, direct, says):
    says(alice, direct)
    held = hall.polls(alice, direct, receipts="0.0").waits()
    hall.polls(bob, direct, receipts="1.1").waits()  # of Alice's page he is told the same
    assert receipts_in(held.answer.text) == (1, 0)
    held = hall.polls(alice, direct, receipts="1.0").waits()
    services.mark_read(place(bob, direct), 1)
    assert receipts_in(held.answer.text) == (1, 1)
    hall.polls(alice, direct, receipts="1.1").waits()


def test_they_come_along_with_a_message(hall, alice, bob, direct, says, monkeypatch):
    monkeypatch.setattr("apps.chat.live.hub.ASIDE", 600.0)
    says(alice, direct)
    held = hall.polls(alice, direct, receipts="0.0").waits()
    services.mark_read(place(bob, direct), 1)
    held.waits()
    says(bob, direct)
    dispatched()
    assert receipts_in(held.answer.text) == (0, 2)


def test_all_others_have_to_have_it(alice, bob, room, says):
    carol = a_member("carol", room)
    says(alice, room)
    receipts.note([receipts.Position(room.pk, bob.pk, 1)])
    assert told(alice, room) == Receipts(0, 0)
    receipts.note([receipts.Position(room.pk, carol.pk, 1)])
    services.mark_read(place(carol, room), 1)
    assert told(alice, room) == Receipts(1, 0)
    services.mark_read(place(bob, room), 1)
    assert told(alice, room) == Receipts(1, 1)


def test_they_only_rise(alice, bob, direct):
    assert receipts.note([receipts.Position(direct.pk, bob.pk, 7)]) == {direct.pk}
    assert receipts.note([receipts.Position(direct.pk, bob.pk, 5)]) == set()
    assert receipts.note([receipts.Position(direct.pk, bob.pk, 7)]) == set()
    assert told(alice, direct).delivered == 7


def test_who_joins_or_goes_counts_from_then_on(hall, alice, bob, room, says):
    says(alice, room)
    services.mark_read(place(bob, room), 1)
    held = hall.polls(alice, room, receipts="0.1").waits()
    carol = a_person("carol")
    services.join(carol, room)
    says(alice, room)
    services.mark_read(place(bob, room), 2)
    dispatched()
    held.answer  # noqa: B018
    held = hall.polls(alice, room, receipts="0.1").waits()
    place(carol, room).delete()
    assert receipts_in(held.answer.text) == (0, 2)


def test_a_stranger_gets_none_and_leaves_none(hall, alice, charlie, direct, says):
    says(alice, direct)
    assert receipts_in(hall.polls(charlie, direct, receipts="9.9").answer.text) is None
    assert receipts.note([]) == set()
    assert told(alice, direct) == Receipts(0, 0)


def test_who_appears_offline_leaves_none(hall, alice, bob, direct, says, desk):
    bob.appear_offline = True
    bob.save()
    says(alice, direct)
    hall.polls(bob, direct, receipts="0.1").waits()
    desk(bob, direct).polls(1, receipts="0.1")
    assert told(alice, direct) == Receipts(0, 0)


def test_a_cursor_that_is_made_up_counts_for_what_there_is(hall, alice, bob, direct, says, desk):
    says(alice, direct)
    desk(bob, direct).polls(10**9, receipts="0.1")
    assert told(alice, direct).delivered == 1


@pytest.mark.parametrize(("members", "are_told"), [(20, True), (21, False)])
def test_in_a_large_room_they_are_not_told(desk, alice, members, are_told):
    room = Room.objects.create(kind=Kind.OPEN, name="Hall")
    services.join(alice, room)
    for n in range(members - 1):
        a_member(f"person{n}", room)
    assert (receipts.marks_of(room.pk) is not None) is are_told
    assert ('id="receipts"' in desk(alice, room).opens().content.decode()) is are_told


def test_not_in_the_room_of_everyone(desk, alice, bob, everyone):
    assert 'id="receipts"' not in desk(alice, everyone).opens().content.decode()
    assert desk(alice, everyone).polls(0, receipts="7.7").status_code == 204


def test_the_page_and_the_short_poll_tell_the_same(desk, alice, bob, direct, says):
    says(alice, direct)
    desk(bob, direct).polls(1, receipts="0.1")
    services.mark_read(place(bob, direct), 1)
    assert receipts_in(desk(alice, direct).opens().content.decode()) == (1, 1)
    assert receipts_in(desk(alice, direct).polls(1, receipts="0.0").content.decode()) == (1, 1)
    assert desk(alice, direct).polls(1, receipts="1.1").status_code == 204


def test_without_redis_what_was_read_is_told(alice, bob, direct, says, settings):
    says(alice, direct)
    services.mark_read(place(bob, direct), 1)
    settings.REDIS_URL = "unix:///nowhere.sock"
    assert told(alice, direct) == Receipts(0, 1)
    assert receipts.note([receipts.Position(direct.pk, bob.pk, 1)]) is None


def a_member(name, room):
    person = a_person(name)
    services.join(person, room)
    return person
