"""A held poll of who came later to a closed room says nothing of its past."""

import pytest

from apps.chat import room_services, services
from apps.chat.models import Kind, Room
from apps.chat.room_services import Settings
from apps.chat.tests.live.hall import dispatched


@pytest.fixture
def vault(alice, bob, chatter) -> Room:
    """Two messages before Bob came, one after."""
    settings = Settings("Vault", history_for_joiners=False)
    room = room_services.create_room(alice, Kind.CLOSED, settings)
    chatter(alice, room, 2)
    services.join(bob, room)
    chatter(alice, room, 1)
    room.refresh_from_db()
    return room


def test_of_two_changes_each_hears_what_they_may_read(hall, alice, bob, vault):
    hers, his = hall.polls(alice, vault).waits(), hall.polls(bob, vault).waits()
    services.edit_message(vault.messages.get(sequence=1), "before him")
    services.edit_message(vault.messages.get(sequence=3), "after him")
    dispatched()
    assert "before him" in hers.answer.text
    assert "after him" in his.answer.text
    assert "before him" not in his.answer.text


def test_a_page_that_is_too_far_behind_begins_where_they_came(hall, bob, vault, monkeypatch):
    monkeypatch.setattr("apps.chat.live.reader.MOST_CHANGES", 1)
    monkeypatch.setattr("apps.chat.selectors.transcript.MOST_CHANGES", 1)
    answer = hall.polls(bob, vault, cursor=1).answer.text
    assert 'data-sequence="3"' in answer
    assert 'data-sequence="1"' not in answer
