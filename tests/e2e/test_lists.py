"""Pinned, saved and forwarded: from the menu of a message to where it is found again."""

import pytest
from playwright.sync_api import expect

from apps.chat import services
from apps.chat.models import Kind, Membership, Room
from tests.e2e.menu import chooses, opens_menu, toast
from tests.people import a_session


@pytest.fixture
def alice(arrives, cast):
    Membership.objects.filter(room=cast.room, user=cast.alice).update(is_owner=True)
    return arrives("alice").has_session(a_session(cast.alice)).opens(cast.room).sends("the door code")


def test_an_owner_pins_and_everybody_finds_it(arrives, alice, cast):
    chooses(alice, "the door code", "Pin to this conversation")
    bob = arrives("bob").has_session(a_session(cast.bob)).opens(cast.room)
    for person in (alice, bob):
        expect(person.messages("the door code").locator(".pinned")).to_be_visible()
    menu = opens_menu(bob, bob.messages("the door code"))
    expect(menu.get_by_role("menuitem", name="Unpin")).to_be_hidden()
    bob.page.keyboard.press("Escape")
    bob.page.get_by_role("link", name="Pinned messages").click()
    expect(bob.page.locator("main")).to_contain_text("the door code")
    bob.page.locator("main time").click()
    expect(bob.messages("the door code")).to_be_in_viewport()
    chooses(alice, "the door code", "Unpin")
    expect(alice.messages("the door code").locator(".pinned")).to_have_count(0)


def test_what_is_saved_is_found_in_ones_own_list(alice):
    chooses(alice, "the door code", "Save for later")
    expect(toast(alice)).to_have_text("Saved for later")
    chooses(alice, "the door code", "Remove from saved")
    expect(toast(alice)).to_have_text("Removed from saved")
    chooses(alice, "the door code", "Save for later")
    alice.page.get_by_role("link", name="Saved for later").click()
    expect(alice.page.locator("main")).to_contain_text("the door code")
    alice.page.get_by_role("button", name="Remove from saved").click()
    expect(alice.page.locator("main")).not_to_contain_text("the door code")


def test_a_forward_is_read_by_who_may_read_both(arrives, alice, cast):
    other = Room.objects.create(kind=Kind.OPEN, name="Garden")
    for person in (cast.alice, cast.charlie):
        services.join(person, other)
    chooses(alice, "the door code", "Forward")
    alice.page.get_by_label("Garden").check()
    alice.page.get_by_label("Add a few words").fill("you may need this")
    alice.page.locator("form[method=post] [type=submit]").click()
    alice.sees("you may need this")
    expect(alice.messages("you may").locator(".forwarded")).to_contain_text("the door code")
    charlie = arrives("charlie").has_session(a_session(cast.charlie)).opens(other)
    expect(charlie.messages("you may").locator(".forwarded")).to_contain_text("read the original")
    expect(charlie.page.locator("#messages")).not_to_contain_text("the door code")
