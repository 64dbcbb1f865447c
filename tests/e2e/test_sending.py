"""One's own message is there at once, before the server has said a word."""

import pytest
from playwright.sync_api import expect

from tests.people import a_session

# Milliseconds from the click to a bubble that says it is on its way.
AT_ONCE = """
() => {
  const before = performance.now();
  document.getElementById("composer").requestSubmit();
  const bubble = document.querySelector("#messages > .message--pending");
  const isMarked = bubble?.checkVisibility() && !bubble.querySelector(".sending").hidden;
  return isMarked ? performance.now() - before : Infinity;
}
"""


@pytest.fixture
def she(arrives, cast):
    return arrives("alice").has_session(a_session(cast.alice)).opens(cast.room)


def test_ones_own_message_is_shown_at_once_as_on_its_way(she):
    held = []

    def hold(route):
        held.append(route)

    she.page.route("**/messages/", hold)
    she.writes("hello")
    assert she.page.evaluate(AT_ONCE) < 100
    expect(she.box).to_have_value("")
    held[0].continue_()
    she.sees("hello").sees_nothing_pending()
