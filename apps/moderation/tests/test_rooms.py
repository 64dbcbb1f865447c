"""Moderators lock rooms, in the admin: with a reason, and written down."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.chat import membership_services, room_services
from apps.chat.models import Kind, LockedBy, Room, RoomBan
from apps.chat.room_services import Settings
from apps.chat.tests.manager import Manager
from apps.moderation import rooms, services
from apps.moderation.models import AuditEntry
from apps.moderation.problems import NotAllowed, Standing
from apps.moderation.tests.team import a_moderator


@pytest.fixture
def garden(alice, bob) -> Room:
    """A room that Alice owns and Bob is in."""
    room = room_services.create_room(alice, Kind.OPEN, Settings("Garden"))
    membership_services.join_open_room(bob, room)
    return room


def does(person, action: str, room: Room, reason: str = "a quarrel") -> str:
    client = Client()
    client.force_login(person)
    fields = {"action": action, "reason": reason, "_selected_action": [room.pk], "confirmed": "yes"}
    answer = client.post(reverse("admin:chat_room_changelist"), fields, follow=True)
    return answer.content.decode()


def written_down() -> list[tuple[str, str, str, str]]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", "actor_name", "room_name", "reason"))


def test_a_moderator_locks_a_room_and_opens_it(garden, bob, desk):
    mia = a_moderator()
    assert "1 room is locked" in does(mia, "lock", garden)
    assert desk(bob, garden).sends("me too").status_code == 409
    assert "1 room is open" in does(mia, "unlock", garden, "they have made up")
    assert desk(bob, garden).sends("sorry").status_code == 200
    assert written_down() == [
        ("lock", "mia (mia)", "Garden", "a quarrel"),
        ("unlock", "mia (mia)", "Garden", "they have made up"),
    ]


def test_it_wants_a_reason(garden):
    assert "Say why" in does(a_moderator(), "lock", garden, reason=" ")
    garden.refresh_from_db()
    assert not garden.is_locked
    assert not AuditEntry.objects.exists()


def test_conversations_are_not_locked(alice, bob, everyone_room):
    assert "conversations and “Everyone online” are not" in does(a_moderator(), "lock", everyone_room)
    everyone_room.refresh_from_db()
    assert not everyone_room.is_locked


def test_who_is_no_moderator_does_not(garden, alice):
    with pytest.raises(NotAllowed):
        rooms.lock(alice, garden, "because")


def test_what_owners_have_locked_a_moderator_locks_for_good(garden, alice):
    room_services.lock(garden, LockedBy.OWNERS)
    garden.refresh_from_db()
    mia = a_moderator()
    rooms.lock(mia, garden, "a quarrel")
    garden.refresh_from_db()
    assert garden.locked_by == LockedBy.MODERATORS
    with pytest.raises(Standing):
        rooms.lock(mia, garden, "twice")


def test_whom_a_moderator_removed_only_comes_back_by_a_right(garden, alice, bob):
    mia = a_moderator()
    services.remove(mia, bob, garden, "shouting")
    assert Manager(bob, garden).joins().status_code == 409
    client = Client()
    client.force_login(mia)
    page = reverse("admin:chat_roomban_changelist")
    assert "Garden" in client.get(page).content.decode()
    chosen = {"action": "readmit", "_selected_action": [RoomBan.objects.get().pk]}
    assert "Let 1 person in again?" in client.post(page, chosen).content.decode()
    chosen |= {"reason": "he is sorry", "confirmed": "yes"}
    assert "1 let in" in client.post(page, chosen, follow=True).content.decode()
    assert Manager(bob, garden).joins().status_code == 303
    assert written_down()[-1] == ("readmit", "mia (mia)", "Garden", "he is sorry")
