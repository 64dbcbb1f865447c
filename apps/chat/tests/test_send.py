"""Sending in every kind of room, from a page with its script and from a plain form."""

import pytest

from apps.chat.models import Message, Room
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


@pytest.fixture(params=["open", "direct", "broadcast"])
def any_room(request, room, direct, everyone, come_online, bob) -> Room:
    come_online(bob)
    return {"open": room, "direct": direct, "broadcast": everyone}[request.param]


def test_a_script_gets_the_fragments_after_its_cursor_the_own_one_among_them(any_room, alice):
    answer = Desk(alice, any_room).sends("hello")
    assert answer.status_code == 200
    assert bodies_in(answer) == ["hello"]
    assert answer_in(answer).cursor == 1
    assert answer_in(answer).since == 0


def test_what_others_sent_in_between_comes_with_the_own_message(room, alice, bob, says):
    says(bob, room, "first")
    answer = Desk(alice, room).sends("second", cursor=0)
    assert bodies_in(answer) == ["first", "second"]


def test_what_the_page_has_already_does_not_come_again(room, alice, bob, says):
    says(bob, room, "first")
    answer = Desk(alice, room).sends("second", cursor=1)
    assert bodies_in(answer) == ["second"]
    assert (answer_in(answer).since, answer_in(answer).cursor) == (1, 2)


def test_a_plain_form_is_led_back_to_the_end_of_the_room(any_room, alice):
    answer = Desk(alice, any_room, script=False).sends("hello")
    assert answer.status_code == 303
    assert answer["Location"] == any_room.get_absolute_url() + "#end"
    assert "hello" in text_of(Desk(alice, any_room).opens())


def test_the_answer_is_not_kept_by_anybody(room, alice):
    assert Desk(alice, room).sends("hello")["Cache-Control"] == "no-store"


def test_numbers_are_dense_and_rise(room, alice, bob):
    for n in range(3):
        Desk(alice, room).sends(f"a{n}")
        Desk(bob, room).sends(f"b{n}")
    assert list(room.messages.order_by("sequence").values_list("sequence", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert sequences_in(Desk(bob, room).polls(0)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("kind", ["open", "direct"])
def test_a_stranger_cannot_send_nor_learn_that_the_room_is_there(kind, room, direct, charlie):
    theirs = {"open": room, "direct": direct}[kind]
    for script in (True, False):
        stranger = Desk(charlie, theirs, script=script)
        refused = stranger.sends("let me in")
        assert refused.status_code == 404
        stranger.room = Room(pk=99_999_999)
        assert stranger.sends("let me in").status_code == 404
    assert not Message.objects.exists()


def test_a_sent_form_without_any_room_is_a_404_too(alice):
    nowhere = Desk(alice, Room(pk=10**30))
    assert nowhere.sends("hello").status_code == 404


def test_signed_out_a_script_is_told_and_a_form_keeps_its_text(room, alice):
    for script in (True, False):
        desk = Desk(alice, room, script=script)
        desk.client.logout()
        refused = desk.sends("precious")
        assert refused.status_code == 401
        assert "signed out" in said(refused)
        assert script or "precious" in text_of(refused)


def test_a_page_made_for_somebody_else_sends_nothing(room, alice, bob):
    desk = Desk(bob, room)
    refused = desk.client.post(
        f"{desk.path}messages/",
        {"body": "x", "nonce": fresh_nonce()},
        HTTP_HX_REQUEST="true",
        HTTP_MESSAGER_USER=str(alice.pk),
    )
    assert refused.status_code == 409
    assert "bob" in said(refused)
    plain = Desk(bob, room, script=False).sends("keep me", page_user=alice.pk)
    assert plain.status_code == 409
    assert "keep me" in text_of(plain)
    assert not Message.objects.exists()


def test_a_deactivated_person_sends_nothing(room, alice):
    desk = Desk(alice, room)
    alice.is_active = False
    alice.save()
    assert desk.sends("hello").status_code == 401


def test_without_a_token_against_forgery_nothing_is_sent_and_the_text_is_kept(room, alice):
    desk = Desk(alice, room, script=False)
    desk.client.handler.enforce_csrf_checks = True
    refused = desk.sends("keep me")
    assert refused.status_code == 403
    assert "keep me" in text_of(refused)
    assert not Message.objects.exists()


@pytest.mark.parametrize("script", [True, False])
def test_a_broken_nonce_is_one_sentence_and_the_form_gets_a_whole_one(script, room, alice):
    refused = Desk(alice, room, script=script).sends("keep me", nonce="not-a-uuid")
    assert refused.status_code == 422
    assert "send it again" in said(refused)
    if not script:
        assert value_of("body", refused) == "keep me"
        assert Desk(alice, room, script=False).sends("keep me", value_of("nonce", refused)).status_code == 303


def test_the_message_stands_on_the_page_that_loads_next(room, alice, bob):
    Desk(alice, room).sends("hello")
    page = text_of(Desk(bob, room).opens())
    assert f'data-sender="{alice.pk}"' in page
    assert alice.usercode in page
    assert "<time datetime=" in page


@pytest.mark.parametrize("cursor", ["-1", "x", "9" * 5000])
def test_a_broken_cursor_is_refused_in_place(cursor, room, alice):
    assert Desk(alice, room).sends("hello", cursor=cursor).status_code == 422


def test_a_cursor_from_the_future_gets_the_newest_page(room, alice):
    answer = Desk(alice, room).sends("hello", cursor=10**25)
    assert answer.status_code == 200
    assert answer_in(answer).reload
    assert bodies_in(answer) == ["hello"]


def test_a_send_costs_a_known_number_of_queries(room, alice, django_assert_max_num_queries):
    desk = Desk(alice, room)
    desk.sends("warm")
    with django_assert_max_num_queries(18):
        desk.sends("hello", cursor=1)
