"""A closed room may keep its past from those who come later: no way of reading leads there."""

import pytest

from apps.chat import room_services, selectors, services
from apps.chat.models import Kind, Membership, Message, Room
from apps.chat.room_services import Settings
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import Desk, bodies_in, sequences_in, text_of, unread_in


@pytest.fixture
def vault(alice) -> Room:
    settings = Settings("Vault", history_for_joiners=False)
    return room_services.create_room(alice, Kind.CLOSED, settings)


@pytest.fixture
def late(alice, bob, vault, chatter) -> list[Message]:
    """Three messages before Bob comes, two after."""
    before = chatter(alice, vault, 3)
    services.join(bob, vault)
    return before + chatter(alice, vault, 2)


def test_the_page_begins_where_they_came(alice, bob, vault, late):
    page = Desk(bob, vault).opens()
    assert bodies_in(page) == ["number 0", "number 1"]
    assert "You read along from here on" in text_of(page)
    assert len(bodies_in(Desk(alice, vault).opens())) == 5


def test_no_page_before_it_is_had(bob, vault, late):
    for before in (1, 3, 4):
        assert bodies_in(Desk(bob, vault).opens(before=before)) == []
        assert bodies_in(Desk(bob, vault).get(f"/messager/rooms/{vault.pk}/messages/", before=before)) == []


def test_an_old_message_that_is_edited_is_not_told(alice, bob, vault, late):
    services.edit_message(late[0], "secret, still")
    assert "secret" not in text_of(Desk(bob, vault).polls(0))
    assert sequences_in(Desk(bob, vault).polls(0)) == [4, 5]
    assert "secret" in text_of(Desk(alice, vault).polls(0))


def test_nor_when_the_page_is_far_behind(bob, vault, late, monkeypatch):
    monkeypatch.setattr("apps.chat.selectors.transcript.MOST_CHANGES", 1)
    assert sequences_in(Desk(bob, vault).polls(0)) == [4, 5]


def test_what_came_before_is_not_unread_even_with_a_mark_set_back(bob, vault, late):
    assert unread_in(text_of(Desk(bob).client.get("/messager/"))) == {"Vault": "2"}
    Membership.objects.filter(user=bob, room=vault).update(read_up_to=0)
    assert unread_in(text_of(Desk(bob).client.get("/messager/"))) == {"Vault": "2"}
    assert selectors.first_unread(place(bob, vault)) == 4


def test_ones_own_words_from_before_stay_out_of_reach_too(alice, bob, vault, says):
    services.join(bob, vault)
    own = says(bob, vault, "mine")
    place(bob, vault).delete()
    services.join(bob, vault)
    assert Desk(bob, vault).get(f"/messager/rooms/{vault.pk}/messages/{own.pk}/").status_code == 404


def test_a_stranger_sees_nothing_of_a_closed_room(charlie, vault, late):
    assert not Message.objects.visible_to(charlie, vault).exists()


def test_where_the_past_is_open_to_joiners_they_read_it(alice, bob, chatter):
    room = room_services.create_room(alice, Kind.CLOSED, Settings("Library"))
    chatter(alice, room, 3)
    services.join(bob, room)
    assert len(bodies_in(Desk(bob, room).opens())) == 3
