"""Colours, the key that sends, and what the device asks for: large letters, little motion, a touch screen."""

import pytest
from playwright.sync_api import expect

from apps.chat.models import Message
from tests.people import a_session

BACK = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(248, 245, 238)", "rgb(17, 23, 26)"


@pytest.fixture
def she(arrives, cast):
    return lambda **more: arrives("alice", **more).has_session(a_session(cast.alice)).opens(cast.room)


def prefers(person, *labels):
    person.goes_to("/messager/profile/")
    for label in labels:
        person.page.get_by_label(label).check()
    person.submits("form:has([name=theme])")
    expect(person.page.locator(".note")).to_have_text("Saved.")
    return person


def bodies():
    return list(Message.objects.order_by("sequence").values_list("body", flat=True))


def test_with_ctrl_enter_as_the_key_enter_makes_a_line(she, cast):
    alice = prefers(she(), "Ctrl+Enter sends").opens(cast.room)
    alice.box.press_sequentially("one")
    alice.box.press("Enter")
    alice.box.press_sequentially("two")
    expect(alice.box).to_have_value("one\ntwo")
    alice.box.press("Control+Enter")
    alice.sees("two")
    assert bodies() == ["one\ntwo"]


def test_on_a_touch_screen_enter_makes_a_line_and_the_button_sends(she):
    alice = she(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    alice.box.press_sequentially("one")
    alice.box.press("Enter")
    alice.box.press_sequentially("two")
    expect(alice.box).to_have_value("one\ntwo")
    alice.presses_send()
    alice.sees("two")
    assert bodies() == ["one\ntwo"]


def test_the_page_is_as_dark_as_the_device_until_the_person_chooses(she, cast):
    alice = she(color_scheme="dark")
    assert alice.page.evaluate(BACK) == DARK
    prefers(alice, "Light").opens(cast.room)
    assert alice.page.evaluate(BACK) == LIGHT
    alice.page.emulate_media(color_scheme="light")
    prefers(alice, "Dark").opens(cast.room)
    assert alice.page.evaluate(BACK) == DARK
    prefers(alice, "Like the device").opens(cast.room)
    assert alice.page.evaluate(BACK) == LIGHT


CONTRAST = """
() => {
  const channel = value => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const rgb = colour => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  function behind(element) {
    for (let it = element; it; it = it.parentElement) {
      const colour = rgb(getComputedStyle(it).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  }
  return [...document.querySelectorAll("body *")]
    .filter(it => it.checkVisibility({opacityProperty: true, visibilityProperty: true}))
    .filter(it => it.clientWidth > 20 || it.localName !== "span")  // a dot's word is out of sight
    .filter(it => [...it.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .map(it => {
      const [text, back] = [luminance(rgb(getComputedStyle(it).color)), luminance(behind(it))];
      const ratio = (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
      return [it.className || it.localName, Math.round(ratio * 100) / 100];
    })
    .filter(([, ratio]) => ratio < 4.5);
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(she, cast, page, scheme):
    page(cast.bob, cast.room).post("hello")
    alice = she(color_scheme=scheme).sees("hello").sends("hello too")
    assert alice.page.evaluate(CONTRAST) == []
    alice.goes_to("/messager/profile/")
    assert alice.page.evaluate(CONTRAST) == []


def test_at_twice_the_size_nothing_is_cut_off(she, cast, page):
    """1280 pixels at 200 % are 640."""
    page(cast.bob, cast.room).post("a message that is long enough to take more than a single line of it")
    alice = she(viewport={"width": 640, "height": 400}, device_scale_factor=2).sees("a message")
    for path in (f"rooms/{cast.room.pk}/", "profile/", "shortcuts/"):
        alice.goes_to(f"/messager/{path}")
        assert alice.page.evaluate("document.documentElement.scrollWidth") <= 640, path
    alice.opens(cast.room)
    for part in (
        "#composer textarea",
        "#composer [type=submit]",
        ".room__back",
        ".room__people",
        ".room__title",
    ):
        expect(alice.page.locator(part)).to_be_in_viewport(ratio=0.99)
    alice.page.locator(".room__back").click()
    expect(alice.page.locator("#sidebar .conversation").first).to_be_in_viewport(ratio=0.99)


MOVING = """
() => [...document.querySelectorAll("*")].filter(it => {
  const style = getComputedStyle(it);
  return style.animationName !== "none" || style.scrollBehavior === "smooth"
    || !/^(0s(, )?)+$/.test(style.transitionDuration);
}).map(it => it.className || it.localName)
"""


def test_who_wants_little_motion_gets_none(she, cast):
    alice = she(reduced_motion="reduce").sends("hello")
    assert alice.page.evaluate(MOVING) == []
    alice.page.keyboard.press("Control+k")
    expect(alice.page.get_by_role("dialog")).to_be_visible()
    assert alice.page.evaluate(MOVING) == []
