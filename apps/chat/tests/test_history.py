"""The newest page on opening, older ones on scrolling up, to the very start."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.chat import services
from apps.chat.selectors.transcript import PAGE_SIZE
from apps.chat.tests.desk import Desk, answer_in, bodies_in, said, sequences_in, text_of

COUNT = 2 * PAGE_SIZE + 10


@pytest.fixture
def long_room(alice, room, chatter):
    chatter(alice, room, COUNT)
    return room


def older_than(desk: Desk, before):
    return desk.get(f"{desk.path}messages/", before=before)


def test_opening_shows_the_newest_page_sent_and_received(alice, bob, room, says):
    for n in range(4):
        says((alice, bob)[n % 2], room, str(n))
    assert bodies_in(Desk(bob, room).opens()) == ["0", "1", "2", "3"]


def test_the_newest_page_knows_where_older_ones_stand_and_how_far_it_is(bob, long_room):
    page = answer_in(Desk(bob, long_room).opens())
    assert [message.sequence for message in page.messages] == list(range(COUNT - PAGE_SIZE + 1, COUNT + 1))
    assert (page.older, page.cursor) == (COUNT - PAGE_SIZE + 1, COUNT)


def test_scrolling_up_leads_to_the_very_start_without_a_gap(bob, long_room):
    desk = Desk(bob, long_room)
    older = answer_in(desk.opens()).older
    seen: list[int] = []
    while older:
        page = older_than(desk, older)
        assert answer_in(page).before == older
        assert answer_in(page).cursor == COUNT
        seen = sequences_in(page) + seen
        older = answer_in(page).older
    assert seen == list(range(1, COUNT - PAGE_SIZE + 1))


@pytest.mark.parametrize("count", [PAGE_SIZE, PAGE_SIZE + 1])
def test_there_is_an_older_page_only_if_there_is_something_on_it(count, alice, room, chatter):
    chatter(alice, room, count)
    older = answer_in(Desk(alice, room).opens()).older
    assert bool(older) is (count > PAGE_SIZE)


def test_without_script_older_pages_are_pages(bob, long_room):
    desk = Desk(bob, long_room, script=False)
    page = desk.opens(before=60)
    assert sequences_in(page) == list(range(10, 60))
    assert answer_in(page).older == 10
    assert "To the newest messages" in text_of(page)
    assert sequences_in(older_than(desk, 60)) == list(range(10, 60))


def test_before_the_first_there_is_nothing(bob, long_room):
    for before in (0, 1):
        page = older_than(Desk(bob, long_room), before)
        assert page.status_code == 200
        assert (sequences_in(page), answer_in(page).older) == ([], 0)


@pytest.mark.parametrize("before", [10**6, 2**63 - 1, 2**63, 10**18])
def test_before_what_is_not_yet_there_stands_the_newest_page(before, bob, long_room):
    assert sequences_in(older_than(Desk(bob, long_room), before))[-1] == COUNT


@pytest.mark.parametrize("garbage", ["x", "-1", "", "1e3", "\x00", "9" * 5000])
def test_garbage_is_refused_for_a_script_and_shows_the_newest_page_to_a_person(garbage, bob, long_room):
    refused = older_than(Desk(bob, long_room), garbage)
    assert refused.status_code == 422
    assert said(refused)
    assert sequences_in(Desk(bob, long_room, script=False).opens(before=garbage))[-1] == COUNT


def test_an_older_page_shows_changes_too(alice, bob, long_room):
    services.edit_message(long_room.messages.get(sequence=5), "edited")
    services.delete_message(long_room.messages.get(sequence=6))
    page = older_than(Desk(bob, long_room), 8)
    assert "edited" in bodies_in(page)
    assert "Message deleted" in text_of(page)
    assert answer_in(page).cursor == COUNT + 2


def test_a_stranger_reads_nothing(charlie, long_room):
    for script in (True, False):
        desk = Desk(charlie, long_room, script=script)
        assert older_than(desk, 60).status_code == 404
        assert desk.opens().status_code == 404


def test_joiners_read_what_was_said_before_in_open_rooms(charlie, long_room):
    services.join(charlie, long_room)
    assert sequences_in(Desk(charlie, long_room).opens())[-1] == COUNT


def test_signed_out_a_person_is_sent_to_sign_in_and_a_script_is_told(bob, room):
    desk = Desk(bob, room)
    desk.client.logout()
    page = desk.client.get(desk.path)
    assert page.status_code == 302
    assert page["Location"].endswith(f"?next={desk.path}")
    assert older_than(desk, 5).status_code == 401


def test_an_older_page_costs_as_many_queries_as_a_newer_one(bob, long_room):
    """Session from the cache, the person, their place in the room, the messages."""
    desk = Desk(bob, long_room)
    for before in (COUNT, 60):
        older_than(desk, before)
        with CaptureQueriesContext(connection) as queries:
            older_than(desk, before)
        assert len(queries) == 3, queries.captured_queries


def test_opening_costs_the_same_however_much_there_is(alice, bob, room, chatter):
    desk, costs = Desk(bob, room), []
    for _ in range(2):
        chatter(alice, room, 30)
        desk.opens()
        with CaptureQueriesContext(connection) as queries:
            desk.opens()
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12


def test_home_is_the_room_of_everyone(alice, everyone):
    page = Desk(alice, everyone).client.get("/messager/")
    assert f'data-room="{everyone.pk}"' in text_of(page)
    assert "Everyone online" in text_of(page)
