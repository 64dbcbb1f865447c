"""A link to a message: it stands in the middle, it shines, and from there one reads on to the end."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from apps.chat import services
from apps.chat.models import Membership
from tests.e2e.menu import by_id, chooses, toast
from tests.people import a_session

COUNT = 160

# How far the middle of the message is from the middle of what is seen.
OFF_CENTRE = """
id => {
  const middle = element => (box => box.top + box.height / 2)(element.getBoundingClientRect());
  return Math.abs(middle(document.getElementById(id)) - middle(document.querySelector("#scroller")));
}
"""
DOWN = """
() => {
  const scroller = document.querySelector("#scroller");
  scroller.scrollTop = -40;
  const edge = scroller.getBoundingClientRect().top;
  const first = [...document.querySelectorAll("#messages > li.message")]
    .find(message => message.getBoundingClientRect().top >= edge);
  return [first.id, first.getBoundingClientRect().top];
}
"""
TOP_OF = "id => document.getElementById(id).getBoundingClientRect().top"


@pytest.fixture
def history(cast):
    place = Membership.objects.select_related("room", "user").get(room=cast.room, user=cast.bob)
    messages = [services.post_message(place, f"message {n}.", uuid.uuid4()) for n in range(COUNT)]
    Membership.objects.filter(room=cast.room, user=cast.alice).update(read_up_to=COUNT)
    return messages


@pytest.fixture
def alice(arrives, cast, history):
    return arrives("alice").has_session(a_session(cast.alice))


def test_it_opens_in_the_middle_and_reads_on_to_the_newest(alice, history, eventually, page, cast):
    target = history[40]
    alice.goes_to(target.get_absolute_url())
    expect(by_id(alice, target)).to_have_class(re.compile("message--target"))
    assert alice.page.evaluate(OFF_CENTRE, f"m-{target.pk}") < 60
    newer = alice.page.locator("#messages > .newer")
    shown = alice.messages()
    while newer.count():
        before = shown.count()
        first, top = alice.page.evaluate(DOWN)
        eventually(lambda before=before: shown.count() > before or not newer.count(), "a newer page arrives")
        assert alice.page.evaluate(TOP_OF, first) == pytest.approx(top, abs=1)
    numbers = [int(text.split()[1].rstrip(".")) for text in alice.texts()]
    assert numbers == list(range(numbers[0], COUNT))
    page(cast.bob, cast.room).post("from now on it lives")
    alice.sees("from now on it lives")
    alice.sends("and takes part")


def test_news_do_not_make_a_hole_below_what_is_shown(alice, history, page, cast):
    alice.page.route("**/messages/?after=*", lambda route: route.abort())
    alice.goes_to(history[40].get_absolute_url())
    before = alice.texts()
    page(cast.bob, cast.room).post("far below")
    services.edit_message(history[41], "edited meanwhile")
    alice.sees("edited meanwhile")
    alice.sees_nothing_of("far below")
    assert len(alice.texts()) == len(before)
    alice.page.unroute("**/messages/?after=*")
    alice.page.get_by_role("link", name="To the newest messages").click()
    alice.sees("far below")


def test_the_menu_copies_the_link(alice, history, cast):
    alice.context.grant_permissions(["clipboard-read", "clipboard-write"])
    alice.opens(cast.room)
    chooses(alice, f"message {COUNT - 3}.", "Copy link")
    expect(toast(alice)).to_have_text("Link copied")
    assert f"?at={history[COUNT - 3].pk}" in alice.page.evaluate("navigator.clipboard.readText()")
