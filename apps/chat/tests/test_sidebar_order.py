"""A person's own list: favourites first, muted without a count, archived apart."""

import pytest

from apps.chat import room_services, selectors, services
from apps.chat.models import Room
from apps.chat.selectors import sidebar_for
from apps.chat.tests.desk import text_of, unread_in
from apps.chat.tests.manager import Manager


@pytest.fixture
def rooms(alice, bob) -> dict[str, Room]:
    made = {name: Room.objects.create(name=name) for name in ("Attic", "Barn", "Cellar")}
    for room in made.values():
        services.join(alice, room)
        services.join(bob, room)
    return made


def sidebar(person):
    person.refresh_from_db()
    return sidebar_for(person, None, selectors.numbers_of(person))


def titles(entries) -> list[str]:
    return [entry.title for entry in entries]


def test_favourites_stand_first_in_the_order_that_was_chosen(alice, rooms, says, everyone):
    for name in ("Attic", "Cellar", "Barn"):
        Manager(alice, rooms[name]).favours()
    says(alice, rooms["Barn"])  # what is said moves no favourite
    assert titles(sidebar(alice).favourites) == ["Attic", "Cellar", "Barn"]
    Manager(alice, rooms["Barn"]).favours(move="up")
    Manager(alice, rooms["Attic"]).favours(move="down")
    assert titles(sidebar(alice).favourites) == ["Barn", "Attic", "Cellar"]


def test_at_the_ends_a_favourite_stays_where_it_is(alice, rooms):
    for name in ("Attic", "Barn"):
        Manager(alice, rooms[name]).favours()
    Manager(alice, rooms["Attic"]).favours(move="up")
    Manager(alice, rooms["Barn"]).favours(move="down")
    assert titles(sidebar(alice).favourites) == ["Attic", "Barn"]


def test_twice_a_favourite_is_once_and_no_more_is_none(alice, rooms):
    for name in ("Attic", "Barn", "Attic"):
        Manager(alice, rooms[name]).favours()
    assert titles(sidebar(alice).favourites) == ["Attic", "Barn"]
    Manager(alice, rooms["Attic"]).favours(is_favourite="off")
    assert titles(sidebar(alice).favourites) == ["Barn"]
    assert "Attic" in titles(sidebar(alice).conversations)


def test_ones_favourites_are_nobody_elses(alice, bob, rooms):
    Manager(alice, rooms["Attic"]).favours()
    assert sidebar(bob).favourites == []


def test_a_muted_room_shows_no_count_and_one_with_mentions_a_dot(alice, bob, rooms, says):
    he = Manager(bob)
    for room in rooms.values():
        says(alice, room)
    Manager(bob, rooms["Attic"]).wants("muted")
    Manager(bob, rooms["Barn"]).wants("mentions")
    page = text_of(he.get("/messager/"))
    assert unread_in(page) == {"Cellar": "1"}
    assert "<title>(1) " in page
    assert {entry.title: entry.unread for entry in sidebar(bob).entries if entry.unread} == {
        "Barn": 1,
        "Cellar": 1,
    }
    assert page.count('class="badge badge--dot"') == 1


@pytest.mark.parametrize("change", ["wants", "favours"])
def test_a_change_of_ones_own_is_seen_in_the_other_tab(change, bob, rooms):
    he = Manager(bob, rooms["Attic"])
    inbox = he.inbox()
    he.wants("muted") if change == "wants" else he.favours()
    assert "Attic" in text_of(he.polls(0, inbox=inbox))


def test_archived_rooms_stand_apart_and_count_nothing(alice, bob, rooms, says):
    says(alice, rooms["Attic"])
    Manager(bob, rooms["Attic"]).favours()
    room_services.archive(rooms["Attic"])
    assert titles(sidebar(bob).archived) == ["Attic"]
    assert sidebar(bob).favourites == []
    assert sidebar(bob).unread == 0


def test_an_unknown_wish_is_answered_by_a_sentence(bob, rooms):
    assert Manager(bob, rooms["Attic"]).wants("louder").status_code == 422
