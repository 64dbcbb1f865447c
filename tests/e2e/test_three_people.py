"""Alice, Bob and Charlie, each in a browser of their own, from sign-up to the first words."""

import re

import pytest
from playwright.sync_api import expect

CODE = re.compile(r"[A-Z0-9]{6}")


@pytest.fixture
def three(arrives):
    return [arrives(name).registers() for name in ("alice", "bob", "charlie")]


def test_everybody_has_a_code_of_their_own(three):
    codes = [person.usercode() for person in three]
    assert all(CODE.fullmatch(code) for code in codes)
    assert len(set(codes)) == 3


def test_a_message_by_code_reaches_bob_alone(three):
    alice, bob, charlie = three
    code = bob.usercode()
    bob.opens_home()
    alice.opens_home().sends("psst, bob", to=code)
    expect(alice.page).to_have_url(re.compile(r"/messager/rooms/\d+/"))
    bob.sees_unread(1).opens_conversation_with("alice").sees("psst, bob")
    bob.sends("yes, alice?")
    alice.sees("yes, alice?")
    direct = alice.path()
    charlie.opens_home().sees_nothing_of("psst")
    expect(charlie.page.locator("#sidebar")).not_to_contain_text("alice")
    assert charlie.status_of(direct) == 404


def test_the_conversation_lasts(three):
    alice, bob, _ = three
    code = bob.usercode()
    alice.opens_home().sends("first", to=code)
    direct = alice.path()
    alice.opens_home().sends("second", to=code)
    assert alice.path() == direct
    alice.sees("first").sees("second")


def test_an_unknown_code_is_said_in_place_and_the_text_stays(three):
    alice = three[0].opens_home()
    alice.page.fill("#composer [name=code]", "ZZZZZZ")
    alice.writes("to nobody").presses_send()
    alice.sees_problem("code")
    expect(alice.box).to_have_value("to nobody")
