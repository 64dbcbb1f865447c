"""The page names its message: a retry, however late, is the same message."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.chat import services
from apps.chat.models import Message, Outbox
from apps.chat.tests.desk import (
    Desk,
    answer_in,
    bodies_in,
    fresh_nonce,
    said,
    sequences_in,
    text_of,
    value_of,
)


@pytest.fixture
def nonce() -> str:
    return fresh_nonce()


def test_the_same_again_is_the_same_message_with_an_equal_answer(room, alice, nonce):
    desk = Desk(alice, room)
    first, again = desk.sends("hello", nonce), desk.sends("hello", nonce)
    assert text_of(first) == text_of(again)
    assert Message.objects.count() == 1
    assert Outbox.objects.count() == 1
    room.refresh_from_db()
    assert (room.last_sequence, room.last_revision) == (1, 1)


def test_a_plain_form_sent_twice_is_one_message(room, alice, nonce):
    desk = Desk(alice, room, script=False)
    assert [desk.sends("hello", nonce).status_code for _ in range(2)] == [303, 303]
    assert Message.objects.count() == 1


def test_it_is_told_even_if_the_pages_cursor_is_past_it(room, alice, bob, nonce, says):
    desk = Desk(alice, room)
    desk.sends("hello", nonce)
    says(bob, room, "later")
    again = desk.sends("hello", nonce, cursor=2)
    assert bodies_in(again) == ["hello"]
    assert answer_in(again).cursor == 2


def test_a_day_later_it_is_still_the_same_message(room, alice, bob, nonce, chatter):
    desk = Desk(alice, room)
    desk.sends("hello", nonce)
    chatter(bob, room, 3)
    Message.objects.update(sent_at=timezone.now() - timedelta(hours=25))
    assert desk.sends("hello", nonce, cursor=4).status_code == 200
    assert room.messages.filter(body="hello").count() == 1


def test_after_an_edit_the_retry_is_still_no_new_message(room, alice, nonce):
    desk = Desk(alice, room)
    desk.sends("hello", nonce)
    desk.edits(Message.objects.get(), "other")
    again = desk.sends("hello", nonce)
    assert again.status_code == 200
    assert bodies_in(again) == ["other"]
    assert Message.objects.count() == 1


def test_after_a_deletion_the_retry_does_not_bring_it_back(room, alice, nonce):
    desk = Desk(alice, room)
    desk.sends("hello", nonce)
    desk.deletes(Message.objects.get())
    again = desk.sends("hello", nonce)
    assert again.status_code == 200
    assert "hello" not in text_of(again)
    assert sequences_in(again) == [1]


def test_a_retry_that_differs_only_in_line_ends_is_the_same(room, alice, nonce):
    desk = Desk(alice, room)
    desk.sends("one\r\ntwo", nonce)
    assert desk.sends("one\ntwo  ", nonce).status_code == 200
    assert Message.objects.get().body == "one\ntwo"


@pytest.mark.parametrize("script", [True, False])
def test_with_another_text_it_is_refused_and_nothing_is_lost(script, room, alice, nonce):
    desk = Desk(alice, room, script=script)
    desk.sends("hello", nonce)
    refused = desk.sends("something else", nonce)
    assert refused.status_code == 409
    assert "Your text is still here" in said(refused)
    assert Message.objects.get().body == "hello"
    if not script:
        assert value_of("body", refused) == "something else"
        fresh = value_of("nonce", refused)
        assert fresh != nonce
        assert desk.sends("something else", fresh).status_code == 303
        assert list(room.messages.order_by("sequence").values_list("body", flat=True)) == [
            "hello",
            "something else",
        ]


@pytest.mark.parametrize("script", [True, False])
def test_with_another_room_it_is_refused(script, room, direct, alice, nonce):
    Desk(alice, room).sends("hello", nonce)
    refused = Desk(alice, direct, script=script).sends("hello", nonce)
    assert refused.status_code == 409
    assert not direct.messages.exists()
    assert script or value_of("nonce", refused) != nonce


def test_with_a_code_added_it_is_another_room(alice, bob, charlie, everyone, nonce, come_online):
    come_online(charlie)
    desk = Desk(alice, everyone)
    desk.sends("hello", nonce)
    assert desk.sends("hello", nonce, code=bob.usercode).status_code == 409
    assert Message.objects.count() == 1


def test_two_people_may_draw_the_same(room, alice, bob, nonce):
    Desk(alice, room).sends("hello", nonce)
    assert Desk(bob, room).sends("hello too", nonce).status_code == 200
    assert Message.objects.count() == 2


def test_an_error_that_is_no_copy_is_not_taken_for_one(room, alice, bob, monkeypatch):
    monkeypatch.setattr(services, "_fingerprint", lambda body: None)
    with pytest.raises(Exception, match="fingerprint"):
        Desk(alice, room).sends("hello")
    room.refresh_from_db()
    assert room.last_sequence == 0


def test_a_late_copy_of_a_broadcast_needs_nobody_online(
    alice, bob, everyone, nonce, come_online, monkeypatch
):
    come_online(bob)
    desk = Desk(alice, everyone)
    desk.sends("to all", nonce)
    monkeypatch.setattr(services, "online_ids", lambda excluding: [])
    assert desk.sends("to all", nonce).status_code == 200
    assert Message.objects.count() == 1
