"""A page that stays open for long does not grow."""

import pytest

from tests.people import a_session

POLLS = 60  # more than a held poll makes in ten minutes
MOST = 5_000_000  # bytes

# One poll after the other, each as soon as the one before is answered.
POLL = """
async polls => {
  const element = document.getElementById("poll");
  for (let poll = 0; poll < polls; poll += 1) {
    const answered = new Promise(
      done => element.addEventListener("htmx:finally:request", done, {once: true}));
    window.dispatchEvent(new Event("online"));
    await answered;
  }
}
"""


@pytest.fixture
def she(arrives, cast):
    return arrives("alice").has_session(a_session(cast.alice)).opens(cast.room)


def test_ten_minutes_of_polls_leave_nothing_behind(she, cast, page):
    bobs = page(cast.bob, cast.room)
    bobs.post("hello")
    she.sees("hello")
    devtools = she.context.new_cdp_session(she.page)

    def heap():
        devtools.send("HeapProfiler.collectGarbage")
        return devtools.send("Runtime.getHeapUsage")["usedSize"]

    she.page.evaluate(POLL, POLLS // 6)
    before = heap()
    she.page.evaluate(POLL, POLLS)
    bobs.post("still there?")
    she.sees("still there?")
    assert heap() - before < MOST
