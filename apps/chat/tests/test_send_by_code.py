"""Everyone's page with a code: the message lands in the lasting conversation of two."""

import pytest

from apps.accounts import services as accounts
from apps.chat.models import Kind, Message, Room
from apps.chat.tests.desk import Desk, fresh_nonce, said, text_of, value_of
from tests.people import a_person


def conversations() -> list[Room]:
    return list(Room.objects.filter(kind=Kind.DIRECT))


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def at_home(request, alice, everyone) -> Desk:
    return Desk(alice, everyone, script=request.param)


def where_it_leads(response) -> str:
    return response.headers.get("HX-Redirect") or response.headers.get("Location")


def test_it_opens_the_conversation_of_the_two(at_home, bob, charlie):
    sent = at_home.sends("only you", code=bob.usercode)
    (room,) = conversations()
    assert sent.status_code == (200 if at_home.script else 303)
    assert where_it_leads(sent) == f"/messager/rooms/{room.pk}/" + ("" if at_home.script else "#end")
    assert room.messages.get().body == "only you"
    assert "only you" in text_of(Desk(bob, room).opens())
    assert Desk(charlie, room).opens().status_code == 404
    assert "only you" not in text_of(Desk(charlie, at_home.room).opens())


def test_the_code_may_be_typed_with_spaces_dashes_and_small_letters(at_home, bob):
    code = bob.usercode
    at_home.sends("hello", code=f" {code[:3].lower()}-{code[3:]} ")
    assert conversations()[0].messages.count() == 1


def test_both_directions_and_a_second_time_are_the_same_conversation(at_home, alice, bob):
    at_home.sends("one", code=bob.usercode)
    at_home.sends("two", code=bob.usercode)
    Desk(bob, at_home.room).sends("three", code=alice.usercode)
    (room,) = conversations()
    assert list(room.messages.order_by("sequence").values_list("body", flat=True)) == ["one", "two", "three"]


def test_it_is_no_broadcast_and_needs_nobody_online(at_home, bob, charlie, come_online):
    come_online(charlie)
    at_home.sends("only you", code=bob.usercode)
    assert not at_home.room.messages.exists()
    assert Message.objects.get().recipient_count == 0


def refused_in_place(desk: Desk, code: str, sentence: str) -> None:
    refused = desk.sends("keep me", code=code)
    assert refused.status_code == 422
    assert sentence in said(refused)
    assert not conversations()
    assert not Message.objects.exists()
    if not desk.script:
        assert value_of("body", refused) == "keep me"
        assert value_of("code", refused) == code


def test_an_unknown_code_is_said_in_place(at_home):
    refused_in_place(at_home, "222222", "Nobody has this code")


def test_ones_own_code_is_said_in_place(at_home, alice):
    refused_in_place(at_home, alice.usercode, "your own code")


def test_a_deactivated_persons_code_is_nobodys(at_home, bob):
    bob.is_active = False
    bob.save()
    refused_in_place(at_home, bob.usercode, "Nobody has this code")


def test_a_replaced_code_reaches_nobody_and_the_new_one_does(at_home, bob):
    old = bob.usercode
    accounts.replace_usercode(bob)
    refused_in_place(at_home, old, "Nobody has this code")
    assert at_home.sends("hello", code=bob.usercode).status_code in (200, 303)


@pytest.mark.parametrize("code", ["<script>", "Ä€𝔊漢", "A" * 20, "' OR 1=1"])
def test_what_is_no_code_is_said_in_place(at_home, code):
    refused_in_place(at_home, code, "Nobody has this code")


@pytest.mark.parametrize("code", ["A" * 21, "A" * 100_000, "AB\x00CD"])
def test_what_cannot_be_a_code_is_refused(at_home, code):
    refused = at_home.sends("keep me", code=code)
    assert refused.status_code == 422
    assert said(refused)
    assert at_home.script or value_of("body", refused) == "keep me"


def test_only_spaces_are_no_code(at_home, bob, come_online):
    come_online(bob)
    at_home.sends("to all", code="   ")
    assert at_home.room.messages.get().body == "to all"


def test_in_other_rooms_a_code_means_nothing(room, alice, charlie):
    assert Desk(alice, room).sends("here", code=charlie.usercode).status_code == 200
    assert room.messages.get().body == "here"
    assert not conversations()


def test_the_home_page_takes_the_code_from_a_link(alice, bob, everyone):
    page = Desk(alice, everyone).get("/messager/", code=bob.usercode)
    assert value_of("code", page) == bob.usercode


def test_who_is_held_back_opens_no_conversation_with_a_stranger(alice, bob, everyone, room, says):
    desk = Desk(alice, everyone)
    for _ in range(5):
        Desk(alice, room).sends("fast")
    assert desk.sends("too fast", code=bob.usercode).status_code == 429
    assert not conversations()


def test_a_new_conversation_is_in_the_sidebar_of_both_at_the_next_poll(alice, bob, everyone):
    bobs = Desk(bob, everyone)
    inbox = bobs.inbox()
    Desk(alice, everyone).sends("hello", code=bob.usercode)
    answer = bobs.polls(0, inbox=inbox)
    assert 'id="sidebar"' in text_of(answer)
    assert "alice" in text_of(answer)


def test_two_who_write_each_other_first_at_once_share_one_conversation(alice, bob, everyone):
    for number in range(3):
        low = a_person(f"low{number}")
        Desk(low, everyone).sends("a", code=alice.usercode)
        Desk(alice, everyone).sends("b", code=low.usercode)
    assert len(conversations()) == 3


def test_a_retry_after_the_answer_was_lost_leads_to_the_same_place(at_home, bob):
    nonce = fresh_nonce()
    first = at_home.sends("hello", nonce, code=bob.usercode)
    again = at_home.sends("hello", nonce, code=bob.usercode)
    assert where_it_leads(first) == where_it_leads(again)
    assert Message.objects.count() == 1
