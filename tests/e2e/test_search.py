"""Searching in a browser: hits as one types, each opens in its place; by plain forms without a script."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from apps.chat import services
from apps.chat.models import Membership
from tests.people import a_session


@pytest.fixture
def said(cast):
    """Sixty messages of Bob, the third of which is looked for."""
    place = Membership.objects.select_related("room", "user").get(room=cast.room, user=cast.bob)
    texts = [f"message {number}" for number in range(60)]
    texts[2] = "Drop the <b>anchor</b> at 東京"
    messages = [services.post_message(place, text, uuid.uuid4()) for text in texts]
    services.dispatch()  # which makes them be found
    return messages[2]


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def she(request, arrives, cast):
    return arrives("alice", javascript=request.param).has_session(a_session(cast.alice))


def hits(person):
    return person.page.locator("#found .hit")


def test_a_hit_opens_in_its_place(she, cast, said):
    she.opens(cast.room)
    she.page.locator("#sidebar-q").fill("anch")
    she.page.locator("#sidebar-q").press("Enter")
    expect(hits(she)).to_have_count(1)
    expect(hits(she).locator("mark")).to_have_text("anch")
    expect(hits(she)).to_contain_text("<b>anchor</b>")
    hits(she).locator("a").click()
    expect(she.page.locator(f"#m-{said.pk}")).to_be_in_viewport()
    she.page.go_back()
    expect(hits(she)).to_have_count(1)


def test_hits_follow_what_is_typed(arrives, cast, said):
    alice = arrives("alice").has_session(a_session(cast.alice))
    alice.goes_to("/messager/search/")
    box = alice.page.locator("#q")
    expect(box).to_be_focused()
    box.press_sequentially("東京", delay=40)
    expect(hits(alice).locator("mark")).to_have_text("東京")
    box.fill("東京 from:nobody")
    expect(alice.page.locator("#search-problem")).to_contain_text("Nobody is called")
    expect(box).to_have_value("東京 from:nobody")
    box.fill("message")
    expect(hits(alice)).to_have_count(20)
    expect(alice.page).to_have_url(re.compile(r"q=message"))
    alice.page.reload()
    expect(box).to_have_value("message")
    expect(hits(alice)).to_have_count(20)


def test_older_hits_come_on_asking(she, said):
    she.goes_to("/messager/search/?q=message")
    expect(hits(she)).to_have_count(20)
    she.page.get_by_role("link", name="Older ones").click()
    expect(hits(she).last).to_contain_text("message 20")
    expect(hits(she).filter(has_text=re.compile(r"message 39\b"))).to_have_count(1)


def test_what_one_types_in_the_sidebar_outlives_its_news(arrives, cast, said):
    alice = arrives("alice").has_session(a_session(cast.alice)).opens(cast.room)
    box = alice.page.locator("#sidebar-q")
    box.fill("anch")
    other = services.open_direct(cast.charlie, cast.alice)
    services.post_message(other, "hello", uuid.uuid4())
    alice.sees_unread(1)
    expect(box).to_have_value("anch")
    expect(box).to_be_focused()
