"""A tombstone in the message's place, for every reader; the text is wiped."""

import pytest

from apps.chat import services
from apps.chat.models import Message, Outbox
from apps.chat.problems import Gone
from apps.chat.tests.desk import Desk, bodies_in, sequences_in, text_of


@pytest.fixture
def message(alice, room, says) -> Message:
    return says(alice, room, "the canary")


def test_readers_get_a_tombstone_in_its_place(alice, bob, room, message, says):
    says(bob, room, "later")
    answer = Desk(alice, room).deletes(message, cursor=2)
    for seen in (answer, Desk(bob, room).polls(2), Desk(bob, room).opens()):
        assert "Message deleted" in text_of(seen)
        assert "canary" not in text_of(seen)
    assert sequences_in(Desk(bob, room).opens()) == [1, 2]


def test_the_text_is_wiped_from_its_row(alice, room, message):
    Desk(alice, room).deletes(message)
    row = Message.objects.filter(pk=message.pk).values().get()
    assert not any("canary" in str(value) for value in row.values())
    assert row["deleted_at"]


def test_it_takes_a_revision_and_owes_work(alice, room, message):
    Desk(alice, room).deletes(message)
    room.refresh_from_db()
    assert (room.last_sequence, room.last_revision) == (1, 2)
    assert list(Outbox.objects.order_by("pk").values_list("revision", flat=True)) == [1, 2]


@pytest.mark.parametrize("script", [True, False])
def test_again_is_fine_and_changes_nothing(script, alice, room, message):
    desk = Desk(alice, room, script=script)
    answers = [desk.deletes(message).status_code for _ in range(3)]
    assert answers == [200 if script else 303] * 3
    room.refresh_from_db()
    assert room.last_revision == 2


def test_without_script_its_page_says_that_it_is_gone(alice, room, message):
    desk = Desk(alice, room, script=False)
    assert desk.deletes(message)["Location"] == f"{room.get_absolute_url()}#end"
    page = text_of(desk.get(f"{desk.path}messages/{message.pk}/"))
    assert "This message has been removed" in page
    assert "<textarea" not in page


def test_nobody_else_may(bob, charlie, room, message):
    for person in (bob, charlie):
        assert Desk(person, room).deletes(message).status_code == 404
    message.refresh_from_db()
    assert message.body == "the canary"


def test_it_is_never_done_by_a_look(alice, room, message):
    desk = Desk(alice, room)
    assert desk.get(f"{desk.path}messages/{message.pk}/deletion/").status_code == 405


def test_a_hidden_message_shows_a_moderators_tombstone_and_comes_back(bob, room, message):
    desk = Desk(bob, room)
    services.hide_message(message)
    hidden = desk.polls(1)
    assert "Hidden by a moderator" in text_of(hidden)
    assert "canary" not in text_of(hidden)
    services.restore_message(message)
    assert bodies_in(desk.polls(2)) == ["the canary"]


def test_what_is_not_hidden_is_not_restored(room, message):
    with pytest.raises(Gone):
        services.restore_message(message)
    room.refresh_from_db()
    assert room.last_revision == 1


def test_a_deleted_message_cannot_be_hidden_nor_restored(room, message):
    services.delete_message(message)
    for verb in (services.hide_message, services.restore_message):
        with pytest.raises(Gone):
            verb(message)


def test_its_author_does_not_see_a_hidden_text_in_the_room_either(alice, room, message):
    services.hide_message(message)
    assert "canary" not in text_of(Desk(alice, room).opens())
