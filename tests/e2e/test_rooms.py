"""Rooms in two browsers: made, found, joined, renamed, muted, put in order, left, taken away."""

import re

import pytest
from playwright.sync_api import expect

from apps.chat.models import Membership
from tests.e2e.rooms import RoomKeeper, loses_the_room
from tests.people import a_session


@pytest.fixture
def alice_and_bob(chromium, town, alice, bob):
    people = [
        RoomKeeper(chromium, town.url, one.username).has_session(a_session(one)) for one in (alice, bob)
    ]
    yield people
    for person in people:
        person.leaves()
    assert [person.problems for person in people] == [[], []]


def test_a_room_is_made_found_joined_renamed_and_left(alice_and_bob):
    alice, bob = alice_and_bob
    alice.opens_home().creates("Garden")
    expect(alice.page.get_by_text("Nothing has been said here yet")).to_be_visible()
    alice.sends("welcome")
    expect(alice.page.get_by_text("Nothing has been said here yet")).to_be_hidden()
    bob.opens_home().finds_and_joins("Garden").sees("welcome")
    garden = bob.path()
    alice.renames_to("Orchard")
    bob.lists("Orchard").lists_no("Garden").is_in("Orchard")
    bob.leaves_room().is_told("You have left Orchard.").lists_no("Orchard")
    assert bob.status_of(garden) == 404


def test_who_is_removed_loses_the_room_in_every_tab(alice_and_bob):
    alice, bob = alice_and_bob
    alice.opens_home().creates("Vault", "closed").sends("between us")
    vault = alice.path()
    bob.opens_home()
    assert bob.status_of(vault) == 404
    alice.brings_in("bob")
    bob.lists("Vault").goes_to(vault).sees("between us")
    other, details = bob.another_tab(), bob.another_tab()
    other.goto(vault)
    expect(other.locator("#messages .body", has_text="between us")).to_be_visible()
    details.goto(f"{vault}details/")
    expect(details.locator("h1", has_text="Vault")).to_be_visible()
    alice.goes_to(vault).removes("bob")
    for tab in (bob.page, other):
        loses_the_room(tab)
        expect(tab.locator("#sidebar .conversation", has_text="Vault")).to_have_count(0)
    expect(details.locator("h1")).to_have_text("There is nothing here")
    loads = []
    details.on("load", lambda page: loads.append(page.url))
    alice.opens_home().creates("Cellar", "closed").brings_in("bob")
    bob.lists("Cellar")
    assert len(loads) <= 1  # it is gone once, and not again and again


def test_a_muted_room_is_dimmed_and_counts_nothing(alice_and_bob, cast):
    alice, bob = alice_and_bob
    bob.opens(cast.room).mutes().opens_home()
    alice.opens(cast.room).sends("psst")
    bob.is_answered()
    expect(bob.entry("Kitchen")).to_have_attribute("data-involvement", "muted")
    expect(bob.entry("Kitchen").locator(".badge")).to_have_count(0)
    assert float(bob.entry("Kitchen").evaluate("one => getComputedStyle(one).opacity")) < 1
    expect(bob.page).to_have_title(re.compile(r"^Everyone online"))


def test_favourites_stand_in_the_order_that_was_chosen_by_keyboard(alice_and_bob, cast):
    alice, _ = alice_and_bob
    garden = alice.opens_home().creates("Garden").makes_favourite().path()
    alice.opens(cast.room).makes_favourite().opens(cast.room)
    expect(favourites(alice)).to_have_text(["Garden", "Kitchen"])
    alice.page.get_by_role("link", name="Put favourites in order").click()
    button = alice.page.get_by_role("button", name="Move Kitchen up")
    button.focus()
    alice.page.keyboard.press("Enter")
    expect(alice.page.locator(".rows .row__name")).to_have_text(["Kitchen", "Garden"])
    alice.goes_to(garden.removesuffix("details/"))
    expect(favourites(alice)).to_have_text(["Kitchen", "Garden"])


def favourites(person):
    return person.page.locator("ul[aria-labelledby=favourites] .conversation__title")


def test_a_conversation_of_three_opens_with_its_first_message(alice_and_bob, charlie):
    alice, bob = alice_and_bob
    bob.opens_home()
    alice.opens_home().page.get_by_role("link", name="New conversation").click()
    for name in ("bob", "charlie"):
        alice.page.fill("[name=q]", name)
        alice.page.get_by_role("button", name="Search").click()
        alice.page.get_by_role("button", name=f"Add: {name}").click()
    alice.page.fill("[name=body]", "the three of us")
    alice.page.get_by_role("button", name="Send").click()
    alice.is_in("bob, charlie").sees("the three of us")
    bob.lists("alice, charlie").entry("alice, charlie").click()
    bob.sees("the three of us")


def test_without_javascript_a_room_is_made_and_joined(chromium, town, alice, bob):
    she, he = (
        RoomKeeper(chromium, town.url, one.username, javascript=False).has_session(a_session(one))
        for one in (alice, bob)
    )
    she.opens_home().creates("Garden").sends("welcome")
    he.opens_home().finds_and_joins("Garden").sees("welcome")
    for person in (she, he):
        person.leaves()


def test_on_a_phone_everything_is_within_reach(chromium, town, alice, room):
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
    she = RoomKeeper(chromium, town.url, "alice", **phone).has_session(a_session(alice))
    Membership.objects.filter(user=alice, room=room).update(is_owner=True)
    for path in ("", "details/", "members/?q=b", "settings/"):
        she.goes_to(f"/messager/rooms/{room.pk}/{path}")
        assert she.page.evaluate("document.documentElement.scrollWidth") <= 360, path
        small = she.page.evaluate(SMALL)
        assert small == [], path
    she.opens(room).page.get_by_role("link", name="Conversations").click()
    for name in ("New room", "Find rooms", "New conversation"):
        expect(she.page.get_by_role("link", name=name)).to_be_visible()
    she.leaves()


# Buttons, and links that are no part of a sentence, which a thumb would miss.
SMALL = """
() => [...document.querySelectorAll("main button, main a.button, main summary, .room__head a")]
  .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 44 || box.width < 44))
  .map(([text]) => text)
"""
