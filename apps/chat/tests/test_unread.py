"""Unread: others' messages after the read mark; a page that polled and a fresh one show the same."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.chat import selectors, services
from apps.chat.models import Kind, Membership, Recipient, Room
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import Desk, text_of, unread_in
from tests.people import a_person


def on_a_fresh_page(person) -> dict[str, str]:
    return unread_in(text_of(Desk(person).client.get("/messager/")))


def after_a_poll(person) -> dict[str, str]:
    return unread_in(text_of(Desk(person).polls(inbox="")))


def badge(person, title: str) -> str:
    fresh, polled = on_a_fresh_page(person), after_a_poll(person)
    assert fresh == polled
    return fresh.get(title, "")


def test_others_messages_after_the_mark_count_and_ones_own_do_not(alice, bob, room, says):
    says(alice, room)
    says(bob, room)
    says(alice, room)
    assert badge(bob, "Kitchen") == "2"
    assert badge(alice, "Kitchen") == "1"


def test_nothing_unread_has_no_badge(alice, bob, room, says):
    says(alice, room)
    assert badge(alice, "Kitchen") == ""


@pytest.mark.parametrize(("count", "shown"), [(99, "99"), (100, "99+"), (130, "99+")])
def test_it_is_shown_up_to_99(count, shown, alice, bob, room, chatter):
    chatter(alice, room, count)
    assert badge(bob, "Kitchen") == shown


def test_the_pages_title_says_how_many_there_are_in_all(alice, bob, room, direct, says):
    says(alice, room)
    says(alice, direct)
    assert "<title>(2) " in text_of(Desk(bob).client.get("/messager/"))


def test_of_broadcasts_only_those_addressed_to_the_person_count(
    alice, bob, charlie, everyone, come_online, says
):
    come_online(alice, bob)
    says(alice, everyone)
    says(bob, everyone)
    come_online(charlie)
    says(alice, everyone)
    found = {person.username: badge(person, "Everyone online") for person in (alice, bob, charlie)}
    assert found == {"alice": "1", "bob": "2", "charlie": "1"}


def test_broadcasts_before_the_mark_do_not_count(alice, bob, everyone, come_online, chatter):
    come_online(bob)
    chatter(alice, everyone, 5)
    Desk(bob, everyone).reads(3)
    assert badge(bob, "Everyone online") == "2"


def test_a_mark_between_broadcasts_of_others_counts_right(alice, bob, charlie, everyone, come_online, says):
    """Bob's mark stands at a broadcast that he never got."""
    come_online(bob)
    says(alice, everyone)
    bob.broadcasts.all().delete()
    says(alice, everyone)
    Desk(bob, everyone).reads(1)
    assert badge(bob, "Everyone online") == "1"


def test_an_edit_or_a_deletion_changes_no_count(alice, bob, room, says):
    first, second = says(alice, room), says(alice, room)
    services.edit_message(first, "other")
    services.delete_message(second)
    assert badge(bob, "Kitchen") == "2"


def test_who_is_let_in_has_read_what_was_said_before(alice, bob, charlie, room, chatter):
    chatter(alice, room, 3)
    services.join(charlie, room)  # `room` as it was read before all that
    assert badge(charlie, "Kitchen") == ""
    chatter(alice, room, 1)
    assert badge(charlie, "Kitchen") == "1"


def test_who_joins_again_keeps_their_mark(alice, bob, room, chatter):
    chatter(alice, room, 3)
    services.join(bob, room)
    assert badge(bob, "Kitchen") == "3"


def test_a_newcomer_begins_with_nothing_unread(alice, bob, everyone, come_online, says):
    come_online(bob)
    says(alice, everyone)
    assert on_a_fresh_page(a_person("dora")) == {}


def test_reading_on_the_phone_is_seen_on_the_desk(alice, bob, room, chatter):
    chatter(alice, room, 3)
    desk, phone = Desk(bob, room), Desk(bob, room)
    inbox = desk.inbox()
    phone.reads(3)
    answer = desk.polls(3, inbox=inbox)
    assert unread_in(text_of(answer)) == {}


def test_whatever_happens_a_fresh_page_and_a_poll_agree_with_a_plain_count(
    alice, bob, charlie, room, direct, everyone, come_online, says
):
    come_online(alice, bob)
    dice = random.Random(7)
    people, rooms = [alice, bob], [room, direct, everyone]
    for _ in range(120):
        person, where = dice.choice(people), dice.choice(rooms)
        if dice.random() < 0.3:
            membership = place(person, where)
            services.mark_read(membership, dice.randint(0, membership.room.last_sequence + 1))
        else:
            says(person, where)
    for person in people:
        counted = {
            entry.title: entry.unread_label
            for entry in selectors.sidebar_for(person, None, selectors.numbers_of(person)).entries
            if entry.unread
        }
        assert on_a_fresh_page(person) == after_a_poll(person) == counted
        for membership in person.memberships.select_related("room"):
            assert counted.get(_title(membership), "0") == str(_counted_plainly(membership))


def _title(membership: Membership) -> str:
    return selectors.title_of(membership.room, selectors.others_in(membership.room, membership.user))


def _counted_plainly(membership: Membership) -> int:
    after = membership.room.messages.filter(sequence__gt=membership.read_up_to)
    if membership.room.is_broadcast:
        return Recipient.objects.filter(user=membership.user, message__in=after).count()
    return after.exclude(sender=membership.user).count()


def test_the_sidebar_is_two_queries_with_a_hundred_conversations(alice, everyone):
    for n in range(100):
        services.open_direct(alice, a_person(f"p{n}"))
    numbers = selectors.numbers_of(alice)
    with CaptureQueriesContext(connection) as queries:
        sidebar = selectors.sidebar_for(alice, None, numbers)
    assert len(sidebar.entries) == 101
    assert len(queries) == 2


def test_everyone_stands_first_then_the_latest_conversation(
    alice, bob, charlie, everyone, room, direct, says
):
    other = services.open_direct(alice, charlie).room
    empty = Room.objects.create(kind=Kind.OPEN, name="Empty")
    services.join(alice, empty)
    for where in (direct, other, room):
        says(alice, where)
    sidebar = selectors.sidebar_for(alice, other.pk, selectors.numbers_of(alice))
    assert [entry.title for entry in sidebar.entries] == [
        "Everyone online",
        "Kitchen",
        "charlie",
        "bob",
        "Empty",
    ]
    assert [entry.title for entry in sidebar.entries if entry.is_current] == ["charlie"]


def first_unread(person, where) -> int | None:
    return selectors.first_unread(place(person, where))


def test_the_new_line_stands_before_the_first_unread(alice, bob, room, says):
    assert first_unread(bob, room) is None
    says(bob, room)
    says(alice, room)
    says(alice, room)
    assert first_unread(bob, room) == 2
    assert 'data-first-unread="2"' in text_of(Desk(bob, room).opens())
    Desk(bob, room).reads(3)
    assert first_unread(bob, room) is None


def test_of_broadcasts_it_stands_before_the_first_that_one_got(
    alice, bob, charlie, everyone, come_online, says
):
    come_online(bob)
    says(alice, everyone)
    come_online(charlie)
    says(alice, everyone)
    says(alice, everyone)
    assert first_unread(charlie, everyone) == 2
    assert first_unread(bob, everyone) == 1
    assert first_unread(alice, everyone) is None
    Desk(charlie, everyone).reads(2)
    assert first_unread(charlie, everyone) == 3
