"""Enter, Shift+Enter, an input method's Enter, a double click."""

import pytest
from playwright.sync_api import expect

from apps.chat.models import Message
from tests.people import a_session


@pytest.fixture
def she(arrives, cast):
    return arrives("alice").has_session(a_session(cast.alice)).opens(cast.room)


def bodies():
    return list(Message.objects.order_by("sequence").values_list("body", flat=True))


def test_enter_sends_and_leaves_an_empty_focused_box(she):
    she.box.click()
    she.box.press_sequentially("hello")
    she.box.press("Enter")
    she.sees("hello")
    expect(she.box).to_have_value("")
    expect(she.box).to_be_focused()
    assert bodies() == ["hello"]


def test_shift_enter_makes_a_line(she):
    she.box.press_sequentially("one")
    she.box.press("Shift+Enter")
    she.box.press_sequentially("two")
    expect(she.box).to_have_value("one\ntwo")
    she.box.press("Enter")
    she.sees("two")
    assert bodies() == ["one\ntwo"]


IME_ENTER = """
box => box.dispatchEvent(
  new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true, cancelable: true}))
"""


def test_an_input_methods_enter_does_not_send(she):
    she.writes("にほん")
    she.box.evaluate(IME_ENTER)
    expect(she.box).to_have_value("にほん")
    she.box.press("Enter")
    she.sees("にほん")
    assert bodies() == ["にほん"]


def test_only_spaces_send_nothing(she):
    she.writes("   ")
    she.box.press("Enter")
    she.sends("something")
    assert bodies() == ["something"]


def test_f16_a_double_click_sends_once(she):
    she.writes("once")
    she.page.locator("#composer [type=submit]").dblclick()
    she.sees("once")
    she.sends("after")
    assert bodies() == ["once", "after"]


def test_enter_twice_sends_once(she):
    she.writes("once")
    she.box.evaluate(
        """box => { for (const n of [1, 2]) box.dispatchEvent(
            new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true})) }"""
    )
    she.sees("once")
    she.sends("after")
    assert bodies() == ["once", "after"]


def test_an_over_long_text_is_refused_in_place_and_kept(she):
    she.writes("x" * 10_001)
    she.presses_send()
    she.sees_problem("Too long")
    assert len(she.box.input_value()) == 10_001
    assert bodies() == []
