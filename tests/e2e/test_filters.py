"""Word filters, from the box to try them to what comes of a text, seen from three sides."""

import re

import pytest
from playwright.sync_api import expect

from apps.moderation.tests.team import a_moderator
from tests.e2e.person import Person
from tests.people import a_session

WAITS = "Waits for a moderator"


class Moderator(Person):
    def makes_filter(self, pattern: str, effect: str, reason: str = "") -> "Moderator":
        self.goes_to("/admin/moderation/filter/add/")
        self.page.get_by_label("Pattern").fill(pattern)
        self.page.get_by_label("Effect").select_option(effect)
        self.page.get_by_label("What the sender is told").fill(reason)
        self.page.get_by_role("button", name="Save", exact=True).click()
        expect(self.page.locator(".messagelist .success")).to_be_visible()
        return self

    def tries(self, text: str, outcome: str) -> "Moderator":
        self.goes_to("/admin/moderation/filter/")
        self.page.get_by_role("link", name="Try them on a text").click()
        self.page.get_by_label("A text, as somebody would write it").fill(text)
        self.page.get_by_role("button", name="Try", exact=True).click()
        expect(self.page.get_by_role("heading", name=outcome)).to_be_visible()
        return self

    def opens_the_queue(self, number: int) -> "Moderator":
        self.opens_home()
        expect(self.page.locator(".sidebar__held .badge")).to_have_text(str(number))
        self.page.get_by_role("link", name=re.compile("^Held messages")).click()
        return self

    def opens_the_one_of(self, name: str) -> "Moderator":
        self.page.get_by_role("row", name=re.compile(name)).get_by_role("link").first.click()
        expect(self.page.get_by_role("heading", name="What it says")).to_be_visible()
        return self

    def decides(self, button: str, reason: str = "") -> "Moderator":
        self.page.get_by_label(re.compile("^Why")).fill(reason)
        self.page.get_by_role("button", name=button).click()
        expect(self.page.locator(".messagelist .success")).to_have_text("Done.")
        return self


@pytest.fixture
def mia(chromium, town):
    person = Moderator(chromium, town.url, "mia").has_session(a_session(a_moderator()))
    yield person
    problems = person.problems
    person.leaves()
    assert problems == []


def test_a_refused_text_stays_in_the_box(both, mia, room):
    mia.makes_filter("zeppelin*", "refuse", "Nothing about airships, please.")
    mia.tries("Zéppelins!", "It would be refused.").tries("bread", "It would be sent as usual.")
    alice, bob = both(room)
    alice.writes("look, ZEPPELINS")
    alice.presses_send()
    alice.sees_problem("Nothing about airships, please.")
    expect(alice.box).to_have_value("look, ZEPPELINS")
    alice.sees_nothing_pending()
    alice.sends("look, birds")
    bob.sees("look, birds").sees_nothing_of("ZEPPELINS")


def test_a_held_message_is_released_into_its_place(both, mia, room):
    mia.makes_filter("dirigible", "hold")
    alice, bob = both(room)
    alice.writes("my dirigible is full of eels")
    alice.presses_send()
    held = alice.page.locator("#held")
    expect(held).to_contain_text(WAITS)
    expect(held).to_contain_text("my dirigible is full of eels")
    expect(alice.box).to_have_value("")
    alice.sees_nothing_pending()
    alice.opens(room)
    expect(held).to_contain_text(WAITS)
    bob.sends("meanwhile").sees_nothing_of("eels")
    alice.sees("meanwhile")
    mia.opens_the_queue(1).opens_the_one_of("alice")
    expect(mia.page.locator(".report__said")).to_contain_text("meanwhile")
    mia.decides("Send it")
    for person in (alice, bob):
        person.sees("my dirigible is full of eels")
        assert person.texts() == ["meanwhile", "my dirigible is full of eels"]
    expect(held).to_be_empty()


def test_a_rejected_one_is_told_until_it_is_read(both, mia, room):
    mia.makes_filter("blimp", "hold")
    alice, bob = both(room)
    alice.writes("a blimp")
    alice.presses_send()
    held = alice.page.locator("#held")
    expect(held).to_contain_text(WAITS)
    alice.writes("half a sentence")
    mia.opens_the_queue(1).opens_the_one_of("alice").decides("Reject it", "Nothing about airships.")
    expect(held).to_contain_text("A moderator has not published this.")
    expect(held).to_contain_text("Nothing about airships.")
    held.get_by_role("button", name="I have read this").click()
    expect(held).to_be_empty()
    expect(alice.box).to_have_value("half a sentence")
    bob.sends("hello").sees_nothing_of("blimp")


def test_a_withdrawn_text_is_back_in_the_box(both, mia, room):
    mia.makes_filter("balloon", "hold")
    alice, _ = both(room)
    alice.writes("a balloon")
    alice.presses_send()
    alice.page.locator("#held").get_by_role("button", name="Withdraw").click()
    expect(alice.page.locator("#held")).to_be_empty()
    expect(alice.box).to_have_value("a balloon")


def test_a_first_message_by_code_waits_on_the_page_where_it_was_written(arrives, mia, alice, bob):
    mia.makes_filter("aerostat", "hold")
    sender = arrives("alice").has_session(a_session(alice)).opens_home()
    sender.page.fill("#composer [name=code]", bob.usercode)
    sender.writes("an aerostat")
    sender.presses_send()
    expect(sender.page.locator("#held")).to_contain_text("an aerostat")
    expect(sender.box).to_have_value("")
    mia.opens_the_queue(1).opens_the_one_of("alice")
    expect(mia.page.locator(".report")).to_contain_text("bob")
    mia.decides("Send it")
    sender.opens_conversation_with("bob").sees("an aerostat")
