"""An emoji on a message: counted, one's own shines, again takes it back, and it says who."""

import pytest
from playwright.sync_api import expect

from tests.e2e.menu import opens_menu
from tests.people import a_session

BORDER = "chip => getComputedStyle(chip).borderTopColor"


@pytest.fixture
def both(arrives, cast):
    alice = arrives("alice").has_session(a_session(cast.alice)).opens(cast.room)
    bob = arrives("bob").has_session(a_session(cast.bob)).opens(cast.room)
    alice.sends("lunch?")
    bob.sees("lunch?")
    return alice, bob


def chip(person):
    return person.messages("lunch?").locator(".reaction")


def test_a_reaction_is_counted_for_everybody_and_own_ones_are_told_apart(both):
    alice, bob = both
    opens_menu(bob, bob.messages("lunch?")).get_by_role("menuitem", name="🎉").click()
    for person in both:
        expect(chip(person).locator(".reaction__count")).to_have_text("1")
    assert chip(alice).evaluate(BORDER) != chip(bob).evaluate(BORDER)
    expect(chip(bob)).to_have_attribute("aria-pressed", "true")
    expect(chip(alice)).to_have_attribute("aria-pressed", "false")
    chip(alice).click()
    for person in both:
        expect(chip(person).locator(".reaction__count")).to_have_text("2")
    chip(bob).hover()
    expect(bob.page.get_by_role("tooltip")).to_have_text("bob and alice")
    chip(alice).click()
    chip(bob).press(" ")
    for person in both:
        expect(chip(person)).to_have_count(0)


def test_any_emoji_may_be_picked_for_it(both):
    _, bob = both
    opens_menu(bob, bob.messages("lunch?")).get_by_role("menuitem", name="Another emoji").click()
    expect(bob.page.locator("#picker input")).to_be_focused()
    bob.page.keyboard.type("pizza")
    expect(bob.page.locator("#picker button[title=':pizza:']")).to_be_visible()
    bob.page.keyboard.press("Enter")
    expect(bob.page.locator("#picker")).to_be_hidden()
    for person in both:
        expect(chip(person)).to_have_attribute("data-emoji", "🍕")
    expect(bob.messages("lunch?").locator(".actions")).to_be_focused()
    expect(bob.box).to_have_value("")


def test_the_menu_is_walked_with_arrows_and_left_with_escape(both):
    _, bob = both
    menu = opens_menu(bob, bob.messages("lunch?"))
    items = menu.get_by_role("menuitem")
    expect(items.first).to_be_focused()
    bob.page.keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    bob.page.keyboard.press("ArrowUp")
    bob.page.keyboard.press("ArrowUp")
    expect(menu.get_by_role("menuitem", name="Report")).to_be_focused()  # the last of what fits
    bob.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(bob.messages("lunch?").locator(".actions")).to_be_focused()
