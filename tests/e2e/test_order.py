"""Rooms kept in order, in two browsers: locked, archived, slowed down; and a word to everybody."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.accounts import services as accounts
from apps.accounts.models import Announcement
from apps.moderation import announcing
from apps.moderation.tests.team import a_moderator
from tests.e2e.rooms import RoomKeeper
from tests.people import a_session

HELD = 60_000  # milliseconds: a poll is held for 25 s at most
SILENT = re.compile("voice--none")


class Keeper(RoomKeeper):
    def opens_settings(self, path: str) -> "Keeper":
        self.goes_to(f"{path}settings/")
        return self

    def presses(self, button: str) -> "Keeper":
        self.page.get_by_role("button", name=button).click()
        return self

    def slows_down(self, path: str, label: str) -> "Keeper":
        self.opens_settings(path).page.get_by_label("Slow mode").select_option(label)
        return self.presses("Save").is_told("Saved.")

    def has_no_box(self, sentence: str) -> "Keeper":
        expect(self.page.locator("#voice")).to_contain_text(sentence)
        expect(self.page.locator("#composer")).to_be_hidden()
        return self

    def has_a_box(self, sentence: str = "") -> "Keeper":
        """Above it stands this sentence, or nothing."""
        expect(self.page.locator("#composer")).to_be_visible()
        expect(self.page.locator("#voice")).to_have_text(sentence)
        return self


@pytest.fixture
def garden(chromium, town, alice, bob):
    """Alice's room, in which Bob looks on: the two, and its path."""
    people = [Keeper(chromium, town.url, one.username).has_session(a_session(one)) for one in (alice, bob)]
    owner, member = people
    path = owner.opens_home().creates("Garden").path()
    member.opens_home().finds_and_joins("Garden").has_a_box()
    yield owner, member, path
    for person in people:
        person.leaves()
    assert [person.problems for person in people] == [[], []]


def test_a_lock_takes_the_box_from_every_tab_and_gives_it_back_with_its_text(garden):
    alice, bob, path = garden
    bob.writes("half a sent")
    other = bob.another_tab()
    other.goto(path)
    expect(other.locator("#composer")).to_be_visible()
    alice.opens_settings(path).presses("Lock this room")
    alice.has_a_box("This room is locked: only its owners and moderators post in it.")
    bob.has_no_box("This room is locked for now.")
    expect(other.locator("#voice")).to_have_class(SILENT)
    alice.sends("let us breathe")
    bob.sees("let us breathe")
    alice.opens_settings(path).presses("Open it again")
    bob.has_a_box()
    expect(other.locator("#composer")).to_be_visible()
    expect(bob.box).to_have_value("half a sent")


def test_an_archived_room_has_no_box_without_a_reload(garden):
    alice, bob, path = garden
    alice.opens_settings(path).presses("Archive this room")
    bob.has_no_box("This room has been archived")
    alice.goes_to(f"{path}details/")
    alice.presses("Bring it back")
    bob.has_a_box()


def test_slow_mode_is_said_and_keeps_the_text_of_who_is_too_fast(garden):
    alice, bob, path = garden
    alice.slows_down(path, "30 seconds")
    bob.has_a_box("Slow mode: one message each 30 seconds.")
    bob.sends("one")
    bob.writes("two")
    bob.presses_send()
    bob.sees_problem("Slow mode: you can send again in")
    expect(bob.box).to_have_value("two")
    alice.slows_down(path, "off")
    bob.has_a_box()
    bob.presses_send()
    bob.sees("two")


def test_a_mute_that_ends_by_itself_gives_the_box_back(garden, bob):
    _, he, _ = garden
    accounts.mute(bob, timezone.now() + timedelta(seconds=20))
    he.has_no_box("A moderator has muted you until")
    expect(he.page.locator("#composer")).to_be_visible(timeout=HELD)
    he.has_a_box()


def test_an_announcement_comes_to_open_pages_and_is_put_away(garden, chromium, town):
    alice, bob, path = garden
    profile = bob.another_tab()
    profile.goto("/messager/profile/")
    mia = a_moderator()
    announce(mia, "The server moves at five")
    for tab in (alice.page, bob.page, profile):
        expect(tab.locator("#announcement")).to_contain_text("The server moves at five", timeout=HELD)
    alice.sends("still here")
    bob.sees("still here")
    bob.page.get_by_role("button", name="Put this announcement away").click()
    expect(bob.page.locator("#announcement")).to_be_hidden()
    bob.goes_to(path)
    expect(bob.page.locator("#composer")).to_be_visible()
    expect(bob.page.locator("#announcement")).to_be_hidden()
    expect(alice.page.locator("#announcement")).to_be_visible()
    announcing.end(mia, Announcement.objects.get())
    expect(alice.page.locator("#announcement")).to_be_hidden(timeout=HELD)


def announce(moderator, text: str) -> None:
    announcing.announce(moderator, Announcement(text=text))
