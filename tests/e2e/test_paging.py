"""Scrolling up through a long history, to its very start, without a jump."""

import uuid

import pytest
from playwright.sync_api import expect

from apps.chat import services
from apps.chat.models import Membership
from tests.people import a_session

MESSAGES = 230

# Scrolls to the top and says which message stands first in view, and where.
TO_THE_TOP = """
() => {
  const scroller = document.querySelector("#scroller");
  scroller.scrollTop = -(scroller.scrollHeight - scroller.clientHeight) + 40;
  const edge = scroller.getBoundingClientRect().top;
  const first = [...document.querySelectorAll("#messages > li.message")]
    .find(message => message.getBoundingClientRect().top >= edge);
  return [first.id, first.getBoundingClientRect().top];
}
"""
TOP_OF = "id => document.getElementById(id).getBoundingClientRect().top"


@pytest.fixture
def long_history(cast):
    place = Membership.objects.select_related("room", "user").get(room=cast.room, user=cast.bob)
    for number in range(1, MESSAGES + 1):
        services.post_message(place, f"message {number}\nof {MESSAGES}", uuid.uuid4())
    Membership.objects.filter(room=cast.room, user=cast.alice).update(read_up_to=MESSAGES)
    return cast


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_no_jump_over_more_than_200_messages(arrives, long_history, eventually, phone):
    size = {"width": 360, "height": 640} if phone else {"width": 1200, "height": 800}
    alice = arrives("alice", viewport=size).has_session(a_session(long_history.alice))
    alice.opens(long_history.room)
    expect(alice.messages(f"message {MESSAGES}\n")).to_be_in_viewport()
    shown = alice.messages()
    pages = 0
    while alice.page.locator("#messages > li.older").count():
        before = shown.count()
        first, top = alice.page.evaluate(TO_THE_TOP)
        eventually(lambda before=before: shown.count() > before, "an older page arrives")
        assert alice.page.evaluate(TOP_OF, first) == pytest.approx(top, abs=1), f"page {pages} made it jump"
        pages += 1
    assert pages >= 4
    assert [int(text.split()[1]) for text in alice.texts()] == list(range(1, MESSAGES + 1))


def test_a_reader_in_the_past_is_not_moved_by_news(arrives, long_history, page):
    alice = arrives("alice").has_session(a_session(long_history.alice)).opens(long_history.room)
    first, top = alice.page.evaluate(TO_THE_TOP)
    page(long_history.bob, long_history.room).post("news")
    expect(alice.page.locator("#new-messages")).to_be_visible()
    assert alice.page.evaluate(TOP_OF, first) == pytest.approx(top, abs=1)
    alice.page.locator("#new-messages").click()
    expect(alice.messages("news")).to_be_in_viewport()
    expect(alice.page.locator("#new-messages")).to_be_hidden()


def opens_with_unread(arrives, cast, read_up_to):
    Membership.objects.filter(room=cast.room, user=cast.alice).update(read_up_to=read_up_to)
    alice = arrives("alice").has_session(a_session(cast.alice)).opens(cast.room)
    expect(alice.page.locator("#messages .line--new")).to_be_in_viewport()
    return alice.page.locator("#new-messages")


def test_what_is_unread_and_fits_into_view_is_not_counted_below_it(arrives, long_history):
    expect(opens_with_unread(arrives, long_history, MESSAGES - 2)).to_be_hidden()


def test_what_does_not_fit_is_counted_below(arrives, long_history):
    expect(opens_with_unread(arrives, long_history, MESSAGES - 20)).to_have_text("20 new")
