"""The server is gone, or its answer gets lost: the text stays, and is sent once."""

import pytest
from playwright.sync_api import expect

from apps.chat.models import Message
from tests.people import a_session


@pytest.fixture
def she(arrives, cast):
    return arrives("alice").has_session(a_session(cast.alice)).opens(cast.room)


def test_with_the_server_stopped_a_message_waits_for_retry_and_is_sent_once(she, cast, town, page):
    she.sends("before")
    town.web.kill()
    she.writes("while away").presses_send()
    she.sees_not_sent("while away")
    assert Message.objects.count() == 1
    town.start("web")
    page(cast.bob, cast.room).post("meanwhile")
    she.retries("while away")
    she.sees("while away").sees("meanwhile").sees_nothing_pending()
    she.sends("after")
    assert she.texts() == ["before", "meanwhile", "while away", "after"]
    assert Message.objects.filter(body="while away").count() == 1


def test_a_server_that_restarts_is_tried_again_without_a_word(she):
    """As a proxy says it for a moment in a deploy."""
    she.page.route("**/messages/", lambda route: route.fulfill(status=502, body="<h1>Bad Gateway"), times=2)
    she.writes("hello").presses_send()
    she.sees("hello").sees_nothing_pending()
    assert sent() == ["hello"]


def test_a_server_that_stays_away_is_said(she):
    she.page.route("**/messages/", lambda route: route.fulfill(status=502, body="<h1>Bad Gateway"))
    she.writes("hello").presses_send()
    she.sees_not_sent("hello")


def test_f17_after_a_lost_answer_the_next_poll_brings_the_message_once(she):
    she.loses_the_next_answer("**/messages/")
    she.writes("hello").presses_send()
    she.sees("hello").sees_nothing_pending()
    she.sends("after")
    assert she.texts() == sent() == ["hello", "after"]


def test_f17_a_retry_after_a_lost_answer_is_the_same_message(she):
    she.hears_no_news()
    she.loses_the_next_answer("**/messages/")
    she.writes("hello").presses_send()
    she.sees_not_sent("hello")
    assert sent() == ["hello"]
    she.retries("hello").sees("hello").sees_nothing_pending()
    she.hears_news()
    she.sends("after")
    assert she.texts() == sent() == ["hello", "after"]


def sent():
    return list(Message.objects.order_by("sequence").values_list("body", flat=True))


def test_a_banner_says_that_it_reconnects_and_goes_again(she, town):
    she.sends("before")
    town.web.kill()
    expect(she.page.locator("#banner")).to_be_visible(timeout=30_000)
    town.start("web")
    expect(she.page.locator("#banner")).to_be_hidden(timeout=40_000)
