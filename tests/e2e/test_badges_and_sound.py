"""What tells of news where the page is not seen: the tab's title and icon, the app's badge, a sound."""

import re

import pytest
from playwright.sync_api import expect

from apps.chat import services
from apps.chat.models import Involvement, Kind, Membership, Room
from tests.people import a_session

# What the page asks of the browser is noted on its way there.
LISTEN = """
window.badges = [];
navigator.setAppBadge = number => { badges.push(number); return Promise.resolve(); };
navigator.clearAppBadge = () => { badges.push(0); return Promise.resolve(); };
window.tones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { tones += 1; return start.apply(this, when); };
"""


REST = 5_000  # milliseconds between two sounds


@pytest.fixture
def garden(cast):
    room = Room.objects.create(kind=Kind.OPEN, name="Garden")
    for person in (cast.alice, cast.bob):
        services.join(person, room)
    return room


@pytest.fixture
def she(arrives, cast, garden):
    alice = arrives("alice").has_session(a_session(cast.alice))
    alice.context.add_init_script(LISTEN)
    return alice.opens(cast.room)


def tones(person):
    return person.page.evaluate("tones")


def icon(person):
    return person.page.locator("link[rel=icon]")


def test_title_icon_and_badge_follow_what_is_unread(she, cast, garden, page):
    expect(she.page).to_have_title(re.compile("^Kitchen . Messager$"))
    bobs = page(cast.bob, garden)
    for number in range(3):
        bobs.post(f"message {number}")
    expect(she.page).to_have_title(re.compile(r"^\(3\) Kitchen . Messager$"))
    expect(icon(she)).to_have_attribute("href", re.compile("unread"))
    assert she.page.evaluate("badges.at(-1)") == 3
    she.opens(garden).sees("message 2")
    expect(she.page).to_have_title(re.compile("^Garden . Messager$"))
    expect(icon(she)).to_have_attribute("href", re.compile("messager"))
    assert she.page.evaluate("badges.at(-1)") == 0


def test_what_one_sends_from_another_device_is_not_unread(she, cast, garden, page):
    phone, bobs = page(cast.alice, garden), page(cast.bob, garden)
    entry = she.page.locator(f'.conversation[data-room="{garden.pk}"]')
    bobs.post("one")
    expect(entry.locator(".badge")).to_contain_text("1")
    phone.post("two")
    expect(entry).to_have_attribute("data-shown", "2")
    bobs.post("three")
    expect(entry).to_have_attribute("data-shown", "3")
    expect(entry.locator(".badge")).to_contain_text("2")
    expect(she.page).to_have_title(re.compile(r"^\(2\) Kitchen . Messager$"))


@pytest.fixture
def in_the_background(she):
    she.box.click()  # or the browser lets no page make a noise
    she.turns_away_from(she.page)
    return she


@pytest.mark.parametrize("name", ["Garden", "Kitchen"])
def test_a_hidden_page_rings_for_a_message_in_any_room(in_the_background, cast, page, eventually, name):
    page(cast.bob, Room.objects.get(name=name)).post("hello")
    eventually(lambda: tones(in_the_background) == 2, "it rings")


def test_a_muted_room_and_ones_own_message_are_silent(in_the_background, cast, garden, page, eventually):
    Membership.objects.filter(user=cast.alice, room=garden).update(involvement=Involvement.MUTED)
    in_the_background.page.reload()
    in_the_background.box.click()
    in_the_background.turns_away_from(in_the_background.page)
    page(cast.bob, garden).post("muted")
    page(cast.alice, cast.room).post("from my phone")
    in_the_background.sees("from my phone").is_answered()
    assert tones(in_the_background) == 0
    in_the_background.page.wait_for_timeout(REST)
    page(cast.bob, cast.room).post("heard")
    eventually(lambda: tones(in_the_background) == 2, "it rings once")


def test_a_page_in_view_is_silent(she, cast, garden, page):
    she.box.click()
    page(cast.bob, garden).post("hello")
    she.sees_unread(1)
    assert tones(she) == 0


def test_who_wants_no_sound_gets_none(in_the_background, cast, garden, page):
    she = in_the_background
    she.goes_to("/messager/profile/")
    she.page.get_by_label("Play a sound").uncheck()
    she.submits("form:has([name=plays_sound])")
    she.opens(cast.room).box.click()
    she.turns_away_from(she.page)
    page(cast.bob, garden).post("hello")
    she.sees_unread(1)
    assert tones(she) == 0
