"""Another text for one's own message: a change that every reader gets, in its old place."""

import pytest

from apps.chat import services
from apps.chat.models import Message, Outbox
from apps.chat.tests.desk import Desk, answer_in, bodies_in, said, text_of, value_of


@pytest.fixture
def message(alice, room, says) -> Message:
    return says(alice, room, "before")


def test_readers_get_the_new_text_in_the_old_place(alice, bob, room, message, says):
    says(bob, room, "later")
    answer = Desk(alice, room).edits(message, "after", cursor=2)
    assert bodies_in(answer) == ["after"]
    assert bodies_in(Desk(bob, room).polls(2)) == ["after"]
    page = Desk(bob, room).opens()
    assert bodies_in(page) == ["after", "later"]
    assert 'class="edited"' in text_of(page)
    message.refresh_from_db()
    assert (message.sequence, message.revision) == (1, 3)
    assert message.edited_at


def test_it_takes_a_revision_and_no_sequence_and_owes_work(room, alice, message):
    Desk(alice, room).edits(message, "after")
    room.refresh_from_db()
    assert (room.last_sequence, room.last_revision) == (1, 2)
    assert list(Outbox.objects.order_by("pk").values_list("revision", flat=True)) == [1, 2]


def test_without_script_there_is_a_page_for_it(alice, room, message):
    desk = Desk(alice, room, script=False)
    page = desk.get(f"{desk.path}messages/{message.pk}/")
    assert value_of("body", page) == "before"
    answer = desk.edits(message, "after")
    assert (answer.status_code, answer["Location"]) == (303, f"{room.get_absolute_url()}#end")


def test_a_script_gets_the_box_to_edit_it_in_place(alice, bob, room, message):
    path = f"/messager/rooms/{room.pk}/messages/{message.pk}/"
    assert value_of("body", Desk(alice, room).get(path)) == "before"
    assert Desk(bob, room).get(path).status_code == 404
    services.hide_message(message)
    refused = Desk(alice, room).get(path)
    assert refused.status_code == 409
    assert "removed" in said(refused)


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001, "a\x00b"])
@pytest.mark.parametrize("script", [True, False])
def test_what_is_no_message_is_refused_in_place(script, text, alice, room, message):
    refused = Desk(alice, room, script=script).edits(message, text)
    assert refused.status_code == 422
    if script:
        assert said(refused)
    else:
        assert "field__error" in text_of(refused)
        assert value_of("body", refused).strip() == text.strip()
    message.refresh_from_db()
    assert (message.body, message.revision) == ("before", 1)


@pytest.mark.parametrize("script", [True, False])
def test_nobody_else_may(script, bob, charlie, room, message):
    for person in (bob, charlie):
        desk = Desk(person, room, script=script)
        assert desk.edits(message, "mine now").status_code == 404
        page = desk.get(f"{desk.path}messages/{message.pk}/")
        assert page.status_code == 404 or "<textarea" not in text_of(page)
    message.refresh_from_db()
    assert message.body == "before"


def test_a_message_is_found_in_its_own_room_alone(alice, direct, message):
    assert Desk(alice, direct).edits(message, "elsewhere").status_code == 404


def test_who_left_the_room_may_not(alice, room, message):
    alice.memberships.filter(room=room).delete()
    assert Desk(alice, room).edits(message, "after").status_code == 404


@pytest.mark.parametrize("pk", [10**19, 10**40, 0])
def test_a_message_that_cannot_be_is_a_404(pk, alice, room):
    assert Desk(alice, room).edits(Message(pk=pk), "after").status_code == 404


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("gone", [services.delete_message, services.hide_message])
def test_what_was_removed_meanwhile_stays_removed(gone, script, alice, room, message):
    gone(message)
    refused = Desk(alice, room, script=script).edits(message, "back again")
    assert refused.status_code == 409
    assert script is False or "removed" in said(refused)
    message.refresh_from_db()
    assert "back again" not in message.body
    room.refresh_from_db()
    assert room.last_revision == 2


def test_without_script_the_text_is_kept_when_it_was_removed_meanwhile(alice, room, message):
    services.hide_message(message)
    assert "back again" in text_of(Desk(alice, room, script=False).edits(message, "back again"))


def test_the_mark_of_an_edit_and_the_time_of_sending_are_two(alice, room, message):
    sent_at = message.sent_at
    Desk(alice, room).edits(message, "after")
    message.refresh_from_db()
    assert message.sent_at == sent_at
    assert message.edited_at > sent_at


def test_an_answer_brings_what_others_did_too(alice, bob, room, message, says):
    says(bob, room, "in between")
    answer = Desk(alice, room).edits(message, "after", cursor=1)
    assert bodies_in(answer) == ["after", "in between"] or bodies_in(answer) == ["in between", "after"]
    assert answer_in(answer).cursor == 3
