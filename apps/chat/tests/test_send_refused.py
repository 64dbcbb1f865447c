"""Whether a member may post is decided when the room's row is locked, not by what was read before."""

import pytest

from apps.chat import membership_services, room_services, services
from apps.chat.models import Room
from apps.chat.problems import Archived, NotYours, OwnersPost
from apps.chat.room_services import Settings
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import fresh_nonce


def archived(room, bob):
    room_services.archive(Room.objects.get(pk=room.pk))


def made_for_announcements(room, bob):
    settings = Settings(room.name, is_announcement=True)
    room_services.change_settings(Room.objects.get(pk=room.pk), settings)


def removed(room, bob):
    membership_services.remove(place(bob, room))


@pytest.mark.parametrize(
    ("change", "refusal"), [(archived, Archived), (made_for_announcements, OwnersPost), (removed, NotYours)]
)
def test_what_changed_since_the_member_was_let_in_refuses_the_send(bob, room, change, refusal):
    before = place(bob, room)
    change(room, bob)
    with pytest.raises(refusal):
        services.post_message(before, "too late", fresh_nonce())
    room.refresh_from_db()
    assert (room.last_sequence, room.last_revision, room.messages.count()) == (0, 0, 0)


def test_a_late_copy_of_what_was_sent_before_is_answered_as_the_first(bob, room):
    before, nonce = place(bob, room), fresh_nonce()
    sent = services.post_message(before, "in time", nonce)
    archived(room, bob)
    assert services.post_message(before, "in time", nonce) == sent


def test_an_owner_goes_on_in_a_room_for_announcements(alice, room):
    membership_services.set_owner(place(alice, room), is_owner=True)
    made_for_announcements(room, None)
    assert services.post_message(place(alice, room), "hear", fresh_nonce()).sequence == 1
