"""Rooms are made, found, joined, kept in order and left."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.chat import membership_services, room_services
from apps.chat.models import Kind, Membership, Room
from apps.chat.room_services import Settings
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import text_of
from apps.chat.tests.manager import ROOMS, Manager


@pytest.fixture
def garden(alice, bob) -> Room:
    """An OPEN room that Alice owns and Bob is in."""
    return with_bob(room_services.create_room(alice, Kind.OPEN, Settings("Garden")), bob)


@pytest.fixture
def vault(alice, bob) -> Room:
    """The same, CLOSED."""
    return with_bob(room_services.create_room(alice, Kind.CLOSED, Settings("Vault")), bob)


def with_bob(room, bob):
    membership_services.join_open_room(bob, room)
    return room


def members(room) -> set[str]:
    return set(room.members.values_list("username", flat=True))


def directory(person, **query) -> str:
    return text_of(Manager(person).get(ROOMS, **query))


# --- making and finding ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["open", "closed"])
def test_whoever_makes_a_room_owns_it(kind, alice):
    room = Manager(alice).creates("Tea", kind, topic="Which leaves", description="Two\nlines")
    assert (room.kind, room.topic, room.description) == (kind, "Which leaves", "Two\nlines")
    assert place(alice, room).is_owner


@pytest.mark.parametrize("kind", ["direct", "broadcast", "", "x"])
def test_no_form_makes_another_kind(kind, alice):
    assert Manager(alice).creates("Tea", kind) is None


@pytest.mark.parametrize("name", ["", "   ", "turned \u202e around", "x" * 81])
def test_a_name_can_be_read(name, alice):
    answer = Manager(alice).post(ROOMS, name=name, kind="open", topic="kept")
    assert answer.status_code == 422
    assert 'value="kept"' in text_of(answer)
    assert not Room.objects.exclude(kind=Kind.BROADCAST).exists()


def test_no_open_room_passes_for_another(alice, garden):
    answer = Manager(alice).post(ROOMS, name="gаrden", kind="open")  # noqa: RUF001 (a Cyrillic letter)
    assert answer.status_code == 422
    assert "looks like it" in text_of(answer)
    assert Manager(alice).creates("Garden", "closed").is_closed


def test_a_room_is_found_by_name_and_topic_and_joined(alice, charlie, garden):
    Manager(alice, garden).settles(topic="Weeds and seeds")
    assert "Garden" in directory(charlie)
    assert "Garden" in directory(charlie, q="seeds GARD")
    assert "Garden" not in directory(charlie, q="kitchen")
    assert "2 members" in directory(charlie)
    assert Manager(charlie, garden).joins().status_code == 303
    assert "charlie" in members(garden)
    assert Manager(charlie, garden).opens().status_code == 200


def test_a_closed_room_is_neither_found_nor_joined_nor_seen(charlie, vault):
    she = Manager(charlie, vault)
    assert "Vault" not in directory(charlie)
    assert "Vault" not in directory(charlie, q="vault")
    for answer in (she.joins(), she.opens(), she.get(f"{she.path}details/"), she.get(f"{she.path}members/")):
        assert answer.status_code == 404
        assert "Vault" not in text_of(answer)
    assert members(vault) == {"alice", "bob"}


def test_a_strangers_open_room_is_no_page_until_joined(charlie, garden):
    assert Manager(charlie, garden).opens().status_code == 404


def test_an_empty_directory_says_what_to_do(alice):
    assert "Make the first one" in directory(alice)
    assert 'href="/messager/rooms/new/?name=tea%20%26%20cake"' in directory(alice, q="tea & cake")


def test_the_directory_goes_on_by_name(alice):
    Room.objects.bulk_create(Room(name=f"town {n:03}") for n in range(120))
    seen, query = [], {}
    while query is not None:
        page = Manager(alice).get(ROOMS, **query).context["directory"]
        seen += [listing.room.name for listing in page.listings]
        query = {"after": page.next} if page.next else None
    assert seen == [f"town {n:03}" for n in range(120)]


# --- people come and go -----------------------------------------------------------------------------


def test_members_bring_others_into_an_open_room(bob, charlie, garden):
    assert Manager(bob, garden).invites(charlie).status_code == 303
    assert "charlie" in members(garden)


def test_into_a_closed_one_its_owners_do(alice, bob, charlie, vault):
    assert Manager(bob, vault).invites(charlie).status_code == 403
    assert "charlie" not in members(vault)
    Manager(alice, vault).invites(charlie)
    assert "charlie" in members(vault)


def test_nobody_who_is_suspended_or_unknown_is_brought_in(alice, charlie, garden):
    charlie.is_active = False
    charlie.save()
    assert Manager(alice, garden).invites(charlie).status_code == 422
    assert Manager(alice, garden).post(f"/messager/rooms/{garden.pk}/members/", person="x").status_code == 422


def test_people_are_found_by_name_and_by_code_to_be_brought_in(alice, charlie, garden):
    path = f"/messager/rooms/{garden.pk}/members/"
    for words in ("charl", charlie.usercode.lower()):
        page = Manager(alice, garden).get(path, q=words)
        assert page.context["newcomers"] == [charlie]


def test_owners_remove_members_who_lose_the_room(alice, bob, garden):
    assert Manager(bob, garden).opens().status_code == 200
    assert Manager(alice, garden).removes(bob).status_code == 303
    for answer in (Manager(bob, garden).opens(), Manager(bob, garden).polls(0)):
        assert answer.status_code == 404
    assert Manager(bob, garden).sends("still here").status_code == 404


def test_others_remove_nobody_and_settle_nothing(alice, bob, garden):
    he = Manager(bob, garden)
    for answer in (he.removes(alice), he.makes_owner(bob), he.settles(name="His"), he.archives()):
        assert answer.status_code == 403
    garden.refresh_from_db()
    assert (garden.name, garden.is_archived, members(garden)) == ("Garden", False, {"alice", "bob"})


def test_an_owner_is_removed_only_after_being_none_any_more(alice, bob, garden):
    she = Manager(alice, garden)
    she.makes_owner(bob)
    assert she.removes(bob).status_code == 409
    she.unmakes_owner(bob)
    assert she.removes(bob).status_code == 303


def test_the_last_owner_names_another_before_leaving(alice, bob, garden):
    she = Manager(alice, garden)
    refused = she.leaves()
    assert refused.status_code == 409
    assert "only owner" in text_of(refused)
    assert she.unmakes_owner(alice).status_code == 409
    she.makes_owner(bob)
    assert she.leaves().status_code == 303
    assert members(garden) == {"bob"}


def test_the_last_member_may_leave_and_the_first_to_come_owns_it(alice, bob, charlie, garden):
    Manager(bob, garden).leaves()
    assert Manager(alice, garden).leaves().status_code == 303
    Manager(charlie, garden).joins()
    assert place(charlie, garden).is_owner


# --- settings -----------------------------------------------------------------------------------------


def test_a_new_name_reaches_the_sidebars_of_all(alice, bob, garden):
    he = Manager(bob, garden)
    inbox = he.inbox()
    Manager(alice, garden).settles(name="Orchard")
    assert "Orchard" in text_of(he.polls(0, inbox=inbox))


def test_a_new_name_never_takes_the_rooms_numbers_back(alice, bob, garden, says):
    says(bob, garden)  # after `garden` was read
    room_services.change_settings(garden, Settings("Orchard"))
    garden.refresh_from_db()
    assert garden.last_sequence == 1


def test_the_topic_stands_above_the_messages(alice, bob, garden):
    Manager(alice, garden).settles(topic="Weeds & seeds")
    assert "Weeds &amp; seeds" in text_of(Manager(bob, garden).opens())


def test_in_a_room_for_announcements_only_owners_post(alice, bob, garden):
    Manager(alice, garden).settles(is_announcement="on")
    refused = Manager(bob, garden).sends("me too")
    assert refused.status_code == 409
    assert "me too</textarea>" in text_of(refused)
    page = text_of(Manager(bob, garden).opens())
    assert "voice--none" in page
    assert "Only the owners of this room post in it" in page
    assert Manager(alice, garden).sends("hear me").status_code == 303


def test_an_archived_room_is_read_and_nothing_is_said(alice, bob, charlie, garden, says):
    message = says(bob, garden, "before")
    Manager(alice, garden).archives()
    he = Manager(bob, garden)
    assert he.sends("after").status_code == 409
    assert he.edits(message, "other").status_code == 409
    assert Manager(bob, garden).invites(charlie).status_code == 403
    page = text_of(he.opens())
    assert "before" in page
    assert "voice--none" in page
    assert "Garden" not in directory(charlie)
    assert Manager(charlie, garden).joins().status_code == 404
    Manager(alice, garden).brings_back()
    assert he.sends("after").status_code == 303
    assert "Garden" in directory(charlie)


def test_an_archived_rooms_name_is_free_and_taken_back_only_if_it_still_is(alice, bob, garden):
    she = Manager(alice, garden)
    she.archives()
    assert Manager(bob).creates("Garden") != garden
    assert she.brings_back().status_code == 422
    garden.refresh_from_db()
    assert garden.is_archived


# --- scale ----------------------------------------------------------------------------------------------


def test_lists_cost_the_same_small_and_large(alice, garden, crowd):
    small = queries_of(alice, garden)
    people = crowd(300)
    Membership.objects.bulk_create(Membership(room=garden, user=person) for person in people)
    Room.objects.bulk_create(Room(name=f"hall {n}") for n in range(300))
    assert queries_of(alice, garden) == small


def test_a_new_name_is_told_to_many_members_in_as_many_statements_as_to_few(alice, garden, crowd):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            room_services.change_settings(garden, Settings(garden.name))
        return len(captured)

    few = queries()
    people = crowd(300)
    Membership.objects.bulk_create(Membership(room=garden, user=person) for person in people)
    assert queries() == few
    assert User.objects.filter(memberships__room=garden, inbox__gt=0).count() == 302


def queries_of(person, room) -> list[int]:
    desk = Manager(person, room)
    desk.get(ROOMS)
    counts = []
    for path in (ROOMS, f"{desk.path}members/", f"{desk.path}details/"):
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(path).status_code == 200
        counts.append(len(queries))
    return counts


@pytest.fixture
def crowd(db):
    def crowd(count):
        return User.objects.bulk_create(
            User(username=f"p{n}", email=f"p{n}@example.org", password="!") for n in range(count)
        )

    return crowd
