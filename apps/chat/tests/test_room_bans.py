"""Who was removed from an open room stays out of it, until somebody who may lets them in again."""

import pytest

from apps.accounts import deletion
from apps.chat import membership_services, room_services
from apps.chat.models import Kind, Room, RoomBan
from apps.chat.room_services import Settings
from apps.chat.tests.desk import text_of
from apps.chat.tests.manager import Manager
from apps.moderation.tests.team import a_moderator


@pytest.fixture
def garden(alice, bob) -> Room:
    """An OPEN room that Alice owns and Bob is in."""
    return a_room_of(Kind.OPEN, alice, bob)


def a_room_of(kind, alice, bob):
    room = room_services.create_room(alice, kind, Settings("Garden"))
    membership_services.join_open_room(bob, room)
    return room


@pytest.fixture
def removed(alice, bob, garden):
    assert Manager(alice, garden).removes(bob).status_code == 303
    return bob


def is_in(room, person) -> bool:
    return room.members.filter(pk=person.pk).exists()


def test_who_was_removed_does_not_come_back_by_themselves(removed, garden):
    refused = Manager(removed, garden).joins()
    assert refused.status_code == 409
    assert "You were removed from this room." in text_of(refused)
    assert not is_in(garden, removed)
    assert Manager(removed, garden).opens().status_code == 404


def test_nor_by_a_friend(alice, removed, charlie, garden):
    membership_services.join_open_room(charlie, garden)
    refused = Manager(charlie, garden).invites(removed)
    assert refused.status_code == 409
    assert "only its owners or a moderator bring them back" in text_of(refused)
    assert not is_in(garden, removed)


def test_an_owner_brings_them_back(alice, removed, garden):
    assert Manager(alice, garden).invites(removed).status_code == 303
    assert is_in(garden, removed)
    Manager(removed, garden).leaves()
    assert Manager(removed, garden).joins().status_code == 303  # it is forgotten


def test_a_moderator_in_the_room_does_too(removed, garden):
    moderator = a_moderator()
    membership_services.join_open_room(moderator, garden)
    Manager(moderator, garden).invites(removed)
    assert is_in(garden, removed)


def test_an_owner_lets_them_in_again_and_they_come_when_they_like(alice, removed, garden):
    members = f"/messager/rooms/{garden.pk}/members/"
    assert "Kept out" in text_of(Manager(alice, garden).get(members))
    assert Manager(alice, garden).readmits(removed).status_code == 303
    assert "Kept out" not in text_of(Manager(alice, garden).get(members))
    assert not is_in(garden, removed)
    assert Manager(removed, garden).joins().status_code == 303


def test_who_is_no_owner_neither_sees_nor_lifts_it(removed, charlie, garden):
    membership_services.join_open_room(charlie, garden)
    assert "Kept out" not in text_of(Manager(charlie, garden).get(f"/messager/rooms/{garden.pk}/members/"))
    assert Manager(charlie, garden).readmits(removed).status_code == 403
    assert RoomBan.objects.exists()


def test_who_leaves_may_come_back(bob, garden):
    Manager(bob, garden).leaves()
    assert Manager(bob, garden).joins().status_code == 303


def test_a_closed_room_needs_none(alice, bob):
    vault = a_room_of(Kind.CLOSED, alice, bob)
    Manager(alice, vault).removes(bob)
    assert not RoomBan.objects.exists()


def test_of_a_deleted_account_none_is_left(removed):
    deletion.delete_account(removed)
    assert not RoomBan.objects.exists()
