"""A report and what comes of it, seen from three sides: who reports, who is reported, who moderates."""

import re

import pytest
from playwright.sync_api import expect

from apps.moderation.models import Report
from apps.moderation.tests.team import a_moderator
from tests.e2e.menu import chooses
from tests.e2e.person import Person
from tests.people import a_session


class Member(Person):
    def reports(self, text: str, category: str, words: str) -> "Member":
        chooses(self, text, "Report")
        self.page.get_by_label(category).check()
        self.page.get_by_label("Say more, if you like").fill(words)
        self.page.get_by_role("button", name="Report").click()
        expect(self.page.get_by_role("heading", name="Thank you")).to_be_visible()
        return self


class Moderator(Person):
    def sees_reports(self, number: int) -> "Moderator":
        expect(self.page.locator(".sidebar__reports .badge")).to_have_text(str(number))
        return self

    def opens_the_report(self, name: str) -> "Moderator":
        self.goes_to("/messager/")
        self.page.get_by_role("link", name=re.compile("^Reports")).click()
        self.page.get_by_role("link", name=re.compile(name)).first.click()
        expect(self.page.get_by_role("heading", name="What to do")).to_be_visible()
        return self

    def takes(self, button: str, reason: str, *, closes: bool = False) -> "Moderator":
        self.page.get_by_label(re.compile("^Why")).fill(reason)
        self.page.get_by_label("and close the report with it").set_checked(closes)
        self.page.get_by_role("button", name=button).click()
        expect(self.page.locator(".messagelist .success")).to_have_text("Done.")
        return self


@pytest.fixture
def sides(chromium, town, alice, bob):
    people = [
        Member(chromium, town.url, "alice").has_session(a_session(alice)),
        Member(chromium, town.url, "bob").has_session(a_session(bob)),
        Moderator(chromium, town.url, "mia").has_session(a_session(a_moderator())),
    ]
    yield people
    for person in people:
        person.leaves()
    assert [person.problems for person in people] == [[], [], []]


def test_a_reported_message_is_hidden(sides, room, says_to):
    alice, bob, mia = sides
    mia.opens_home()
    bob.opens(room).sends("buy my pills")
    alice.opens(room).sees("buy my pills").reports("buy my pills", "Spam or advertising", "again and again")
    mia.sees_reports(1)
    mia.opens_the_report("bob")
    expect(mia.page.locator(".report__this")).to_contain_text("buy my pills")
    mia.takes("Hide the message", "spam", closes=True)
    alice.opens(room)
    for person in (alice, bob):
        expect(person.page.get_by_text("Hidden by a moderator")).to_be_visible()
    assert not Report.objects.open().exists()
    assert Report.objects.get().snapshot is None


def test_who_is_muted_keeps_their_text_and_reads_on(sides, room, says_to):
    alice, bob, mia = sides
    bob.opens(room).sends("you are all idiots")
    alice.opens(room).reports("you are all idiots", "Harassment or insults", "")
    bob.writes("and so is mia")
    mia.opens_the_report("bob").takes("Mute for 1 hour", "insults")
    expect(bob.page.locator("#voice")).to_contain_text("A moderator has muted you until")
    expect(bob.page.locator("#composer")).to_be_hidden()
    alice.opens(room).sends("that is better").sees_nothing_of("and so is mia")
    bob.sees("that is better")
    mia.takes("End the mute", "he is sorry")
    expect(bob.box).to_have_value("and so is mia")
    bob.presses_send()
    bob.sees("and so is mia")


def test_a_warning_stays_until_it_is_read(sides, room, says_to):
    alice, bob, mia = sides
    bob.opens(room).sends("shout")
    alice.opens(room).reports("shout", "Something else", "")
    mia.opens_the_report("bob").takes("Warn", "Please don't shout.")
    bob.opens(room)
    warning = bob.page.get_by_role("alert", name="A moderator has warned you")
    expect(warning).to_contain_text("Please don't shout.")
    bob.goes_to("/messager/profile/")
    expect(warning).to_be_visible()
    bob.opens(room)
    warning.get_by_role("button", name="I have read this").click()
    expect(warning).to_have_count(0)
    expect(bob.page.locator("#composer")).to_be_visible()


def test_who_is_suspended_is_out_at_once_and_hears_nothing_more(sides, room, says_to):
    alice, bob, mia = sides
    bob.opens(room).sends("spam")
    alice.opens(room).reports("spam", "Spam or advertising", "")
    mia.opens_the_report("bob").takes("Suspend for 1 day", "spam", closes=True)
    says_to(alice, room, "now he is gone")
    expect(bob.page.locator("#banner")).to_contain_text("You are signed out")
    bob.sees_nothing_of("now he is gone")
    assert bob.status_of(f"/messager/rooms/{room.pk}/") == 302


@pytest.fixture
def says_to():
    def says_to(person: Person, room, text: str) -> None:
        person.opens(room).sends(text)

    return says_to
