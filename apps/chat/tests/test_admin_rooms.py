from uuid import uuid4

import pytest
from django.db.models import F

from apps.chat import services
from apps.chat.models import Kind, Membership, Room
from apps.chat.tests.moderator import Moderator

NOBODY = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}


@pytest.fixture
def moderator(db):
    return Moderator()


@pytest.fixture
def talk(alice, room):
    """Three messages in the room."""
    membership = Membership.objects.get(user=alice, room=room)
    for number in range(3):
        services.post_message(membership, f"number {number}", uuid4())
    room.refresh_from_db()
    return room


def adding(*people):
    rows = {f"memberships-{n}-user": person.pk for n, person in enumerate(people)}
    return NOBODY | {"memberships-TOTAL_FORMS": len(people)} | rows


def test_a_room_is_made_with_its_first_members(moderator, alice, bob):
    before = [person.inbox for person in (alice, bob)]
    answer = moderator.posts(Room, "add", name="Tea room", **adding(alice, bob))
    assert answer.status_code == 302
    room = Room.objects.get(name="Tea room")
    assert room.kind == Kind.OPEN
    assert set(room.members.all()) == {alice, bob}
    for person, was in zip((alice, bob), before, strict=True):
        person.refresh_from_db()
        assert person.inbox > was


def test_a_newcomer_has_read_everything_said_so_far(moderator, talk, charlie):
    answer = moderator.posts(Room, "change", talk.pk, name=talk.name, **adding(charlie))
    assert answer.status_code == 302
    assert Membership.objects.get(user=charlie, room=talk).read_up_to == 3


def test_adding_a_member_again_changes_nothing(moderator, talk, bob):
    moderator.posts(Room, "change", talk.pk, name=talk.name, **adding(bob))
    assert talk.memberships.count() == 2
    assert Membership.objects.get(user=bob, room=talk).read_up_to == 0


def test_a_new_name_never_takes_the_rooms_numbers_back(moderator, talk, alice, monkeypatch):
    """Messages come while the form is being sent."""
    saved = Room.save

    def save_after_a_message(room, **how):
        Room.objects.filter(pk=room.pk).update(last_sequence=F("last_sequence") + 1)
        saved(room, **how)

    monkeypatch.setattr(Room, "save", save_after_a_message)
    inbox = alice.inbox
    moderator.posts(Room, "change", talk.pk, name="New name", **NOBODY)
    talk.refresh_from_db()
    alice.refresh_from_db()
    assert (talk.name, talk.last_sequence) == ("New name", 4)
    assert alice.inbox > inbox


@pytest.mark.parametrize("name", ["", "   ", "turned \u202e around"])
def test_a_room_has_a_name_that_can_be_read(moderator, name):
    assert moderator.posts(Room, "add", name=name, **NOBODY).status_code == 200
    assert not Room.objects.filter(kind=Kind.OPEN).exists()


def test_no_form_makes_another_kind_of_a_room(moderator, talk):
    moderator.posts(Room, "add", name="Secret", kind="direct", direct_key="1:2", **NOBODY)
    moderator.posts(Room, "change", talk.pk, name="Kitchen", kind="broadcast", **NOBODY)
    assert set(Room.objects.filter(name__in=["Secret", "Kitchen"]).values_list("kind", flat=True)) == {"open"}


def test_direct_conversations_and_the_room_of_everyone_are_only_looked_at(moderator, alice, bob):
    direct = services.open_direct(alice, bob).room
    for room in (direct, Room.objects.broadcast()):
        page = moderator.opens(room)
        assert 'name="_save"' not in page
        assert "memberships-0-user" not in page
        answer = moderator.posts(Room, "change", room.pk, name="forged", **adding(alice))
        assert answer.status_code == 403
    assert "alice" not in moderator.opens(direct)


def test_a_member_is_listed_on_the_rooms_page(moderator, talk):
    page = moderator.opens(talk)
    assert "alice" in page
    assert f"room__id__exact={talk.pk}" in page


def test_only_a_room_without_a_message_is_deleted(moderator, talk):
    unused = Room.objects.create(kind=Kind.OPEN, name="Never used")
    assert moderator.posts(Room, "delete", unused.pk, post="yes").status_code == 302
    for room in (talk, Room.objects.broadcast()):
        assert moderator.posts(Room, "delete", room.pk, post="yes").status_code == 403
    assert "delete_selected" not in moderator.lists(Room)
    assert not Room.objects.filter(pk=unused.pk).exists()


def test_rooms_are_found_by_number_and_by_name(moderator, talk, alice, bob):
    direct = services.open_direct(alice, bob).room
    assert moderator.numbers(Room, q="kitch") == {talk.pk}
    assert moderator.numbers(Room, q=str(direct.pk)) == {direct.pk}
    assert moderator.numbers(Room, of="direct") == {direct.pk}
    assert talk.pk in moderator.numbers(Room, of="rooms")
    assert direct.pk not in moderator.numbers(Room, of="rooms")


def test_staff_makes_owners_of_newcomers_and_of_members(moderator, room, bob, charlie):
    rows = adding(bob, charlie) | {"memberships-0-is_owner": "on"}
    assert moderator.posts(Room, "change", room.pk, name=room.name, **rows).status_code == 302
    owners = Membership.objects.owners().filter(room=room).values_list("user__username", flat=True)
    assert list(owners) == ["bob"]
    assert "owner" in moderator.opens(room)


def test_a_closed_room_is_made_and_stays_closed(moderator, alice):
    moderator.posts(Room, "add", name="Vault", kind="closed", topic="Between us", **adding(alice))
    room = Room.objects.get(name="Vault")
    moderator.posts(Room, "change", room.pk, name="Vault", kind="open", topic="", **NOBODY)
    room.refresh_from_db()
    assert (room.kind, room.topic, room.directory_name) == (Kind.CLOSED, "", None)


def test_a_name_that_looks_like_another_is_refused_in_place(moderator, room):
    answer = moderator.posts(Room, "add", name="KITCHEN", **NOBODY)
    assert answer.status_code == 200
    assert "looks like it" in answer.content.decode()


def test_how_long_messages_are_kept_is_decided_for_each_room(moderator, room):
    answer = moderator.posts(Room, "change", room.pk, name=room.name, retention_days=30, **NOBODY)
    assert answer.status_code == 302
    room.refresh_from_db()
    assert room.retention_days == 30
    moderator.posts(Room, "change", room.pk, name=room.name, retention_days="", **NOBODY)
    room.refresh_from_db()
    assert room.retention_days is None
