"""Emoji: by name while writing, from the picker, large when alone. The first paint carries none of it."""

import re

import pytest
from playwright.sync_api import expect

from apps.chat.models import Message
from tests.people import a_session


@pytest.fixture
def she(arrives, cast):
    return arrives("alice").has_session(a_session(cast.alice)).opens(cast.room)


def opens_picker(person):
    person.page.locator("[data-picker]").click()
    expect(person.page.locator("#picker input")).to_be_focused()
    return person.page.locator("#picker")


def test_ux16_a_name_that_is_begun_is_suggested(she):
    she.box.click()
    she.box.press_sequentially("done :tada")
    first = she.page.locator("#suggestions [role=option]").first
    expect(first).to_contain_text("🎉")
    expect(first).to_contain_text(":tada:")
    she.box.press("Enter")
    expect(she.box).to_have_value("done 🎉 ")
    assert not Message.objects.exists()


def test_ux16_a_name_between_colons_is_drawn(she):
    she.writes("done :tada:").presses_send()
    she.sees("done 🎉")


@pytest.mark.parametrize("text", ["at 12:30", "smile :)", "http://x", "a:b"])
def test_not_every_colon_is_one(she, text):
    she.box.click()
    she.box.press_sequentially(text)
    she.page.wait_for_timeout(200)
    expect(she.page.locator("#suggestions")).to_be_hidden()


def test_emoji_alone_are_large(she):
    she.writes(":+1:").presses_send()
    she.sees("👍").sends("👍 yes")
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    large = she.messages().first.locator(".jumbo").evaluate(size)
    assert large > 1.5 * she.messages().nth(1).locator(".body").evaluate(size)


def test_the_picker_costs_nothing_until_it_is_opened(arrives, cast):
    she = arrives("alice").has_session(a_session(cast.alice))
    asked = she.counts_requests("emoji"), she.counts_requests("picker"), she.counts_requests("aids")
    she.opens(cast.room).sends("hello")
    assert [count() for count in asked[:2]] == [0, 0]
    opens_picker(she)
    expect(she.page.locator("#picker [data-of=smileys] button").first).to_be_visible()
    assert asked[0]() > 0


def test_the_picker_by_keyboard_alone(she):
    she.box.fill("well ")
    she.box.press("Tab")
    she.page.keyboard.press("Enter")
    picker = she.page.locator("#picker")
    expect(picker.locator("input")).to_be_focused()
    she.page.keyboard.type("party pop")
    expect(picker.locator("section")).to_have_count(1)
    she.page.keyboard.press("ArrowDown")
    expect(picker.get_by_role("button", name="party popper")).to_be_focused()
    she.page.keyboard.press("Enter")
    expect(she.box).to_have_value("well 🎉")
    expect(she.box).to_be_focused()
    expect(picker).to_be_hidden()


def test_arrows_move_in_rows(she):
    picker = opens_picker(she)
    expect(picker.locator("[data-of=smileys]")).to_be_visible()
    she.page.keyboard.press("ArrowDown")
    focused = "document.activeElement.getBoundingClientRect().top"
    row = she.page.evaluate(focused)
    she.page.keyboard.press("ArrowRight")
    assert she.page.evaluate(focused) == row
    she.page.keyboard.press("ArrowDown")
    assert she.page.evaluate(focused) > row
    she.page.keyboard.press("Escape")
    expect(picker).to_be_hidden()
    expect(she.box).to_be_focused()


def test_what_was_used_lately_stands_first(she):
    opens_picker(she).locator("input").fill("rocket")
    she.page.keyboard.press("Enter")
    expect(she.box).to_have_value(re.compile("🚀$"))
    she.page.reload()
    expect(opens_picker(she).locator("[data-of=lately] button")).to_have_text("🚀")


def test_what_is_not_there_is_said(she):
    opens_picker(she).locator("input").fill("qqqq")
    expect(she.page.locator("#picker [role=status]")).to_have_text("No emoji has such a name.")
