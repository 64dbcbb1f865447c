"""A locked room: everybody reads along, its owners and moderators go on."""

import pytest

from apps.chat import membership_services, room_services, services
from apps.chat.models import Kind, LockedBy, Message, Reaction, Room
from apps.chat.problems import Locked
from apps.chat.room_services import Settings
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import Desk, fresh_nonce, text_of, value_of
from apps.chat.tests.manager import Manager
from apps.moderation.tests.team import a_moderator

SENTENCE = "This room is locked for now"
LED_ON = 303


@pytest.fixture
def garden(alice, bob) -> Room:
    """A room that Alice owns and Bob is in."""
    room = room_services.create_room(alice, Kind.OPEN, Settings("Garden"))
    membership_services.join_open_room(bob, room)
    return room


@pytest.fixture
def locked(alice, garden) -> Room:
    assert Manager(alice, garden).locks().status_code == LED_ON
    return garden


def test_who_is_no_owner_says_nothing_and_the_text_stays(bob, locked):
    refused = Desk(bob, locked).sends("me too")
    assert refused.status_code == 409
    assert SENTENCE in text_of(refused)
    plain = Manager(bob, locked).sends("me too")
    assert plain.status_code == 409
    assert value_of("body", plain) == "me too"
    assert not Message.objects.exists()


def test_edits_reactions_and_forwards_are_refused_and_deleting_is_not(alice, bob, garden, says):
    own, other = says(bob, garden, "mine"), says(alice, garden, "hers")
    Manager(alice, garden).locks()
    he = Desk(bob, garden)
    forwarding = {"room": garden.pk, "nonce": fresh_nonce()}
    for answer in (
        he.edits(own, "another"),
        he.post(f"{he.path}messages/{other.pk}/reactions/", emoji="👍"),
        he.post(f"{he.path}messages/{other.pk}/forward/", **forwarding),
    ):
        assert answer.status_code == 409
        assert SENTENCE in text_of(answer)
    assert not Reaction.objects.exists()
    assert Message.objects.get(pk=own.pk).body == "mine"
    assert he.deletes(own).status_code == 200


def test_owners_and_moderators_go_on(alice, bob, garden, says):
    moderator = a_moderator()
    membership_services.join_open_room(moderator, garden)
    of_bob, of_moderator = says(bob, garden), says(moderator, garden)
    Manager(alice, garden).locks()
    for person in (alice, moderator):
        desk = Desk(person, garden)
        assert desk.sends("in order, please").status_code == 200
        assert desk.post(f"{desk.path}messages/{of_bob.pk}/reactions/", emoji="👍").status_code == 200
        assert "voice--none" not in text_of(desk.opens())
    assert Desk(moderator, garden).edits(of_moderator, "in order").status_code == 200


def test_the_page_says_so_in_place_of_the_box(alice, bob, locked):
    page = text_of(Desk(bob, locked).opens())
    assert "voice--none" in page
    assert SENTENCE in page
    assert "It is locked for now." in text_of(
        Manager(bob, locked).get(f"/messager/rooms/{locked.pk}/details/")
    )
    assert "only its owners and moderators post" in text_of(Desk(alice, locked).opens())


def test_open_pages_hear_of_it_with_their_next_poll(alice, bob, garden):
    he = Desk(bob, garden)
    before = he.inbox()
    Manager(alice, garden).locks()
    told = text_of(he.polls(cursor=0, inbox=before))
    assert 'hx-target="#voice"' in told
    assert "voice--none" in told
    assert SENTENCE in told
    before = he.inbox()
    Manager(alice, garden).unlocks()
    told = text_of(he.polls(cursor=0, inbox=before))
    assert 'id="voice"' in told
    assert "voice--none" not in told
    assert he.sends("at last").status_code == 200


@pytest.mark.parametrize("change", ["archives", "brings_back"])
def test_of_an_archive_they_hear_the_same_way(alice, bob, garden, change):
    Manager(alice, garden).archives() if change == "brings_back" else None
    he = Desk(bob, garden)
    before = he.inbox()
    getattr(Manager(alice, garden), change)()
    told = text_of(he.polls(cursor=0, inbox=before))
    assert ("voice--none" in told) == (change == "archives")


def test_the_locked_row_decides_and_not_what_was_read_before(alice, bob, garden):
    before = place(bob, garden)
    Manager(alice, garden).locks()
    assert not before.room.is_locked
    with pytest.raises(Locked):
        services.post_message(before, "in between", fresh_nonce())
    garden.refresh_from_db()
    assert garden.last_sequence == 0


def test_a_retry_of_what_was_sent_before_finds_it(alice, bob, garden):
    nonce = fresh_nonce()
    sent = services.post_message(place(bob, garden), "in time", nonce)
    Manager(alice, garden).locks()
    assert services.post_message(place(bob, garden), "in time", nonce) == sent


def test_only_owners_lock_and_open(bob, garden, locked):
    assert Manager(bob, locked).unlocks().status_code == 403
    locked.refresh_from_db()
    assert locked.locked_by == LockedBy.OWNERS


def test_what_a_moderator_has_locked_an_owner_does_not_open(alice, garden):
    room_services.lock(garden, LockedBy.MODERATORS)
    refused = Manager(alice, garden).unlocks()
    assert refused.status_code == 409
    assert "only a moderator opens it again" in text_of(refused)
    Manager(alice, garden).locks()  # nor by locking it first
    assert Manager(alice, garden).unlocks().status_code == 409
    assert "Open it again" not in text_of(
        Manager(alice, garden).get(f"/messager/rooms/{garden.pk}/settings/")
    )


def test_a_conversation_has_no_lock(alice, direct):
    assert Manager(alice, direct).locks().status_code == 404


def test_other_settings_leave_the_lock_alone(alice, locked):
    Manager(alice, locked).settles(topic="Weeds")
    locked.refresh_from_db()
    assert locked.is_locked


def test_a_locked_room_is_not_offered_to_forward_to(bob, locked, room, says):
    message = says(bob, room)
    page = text_of(Manager(bob, room).get(f"/messager/rooms/{room.pk}/messages/{message.pk}/forward/"))
    assert "Garden" not in page.split("<main", 1)[1]
