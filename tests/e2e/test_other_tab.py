"""What another tab of the same browser changes: signed out, or somebody else signed in."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from apps.chat.models import Message
from tests.people import a_session


@pytest.fixture
def she(arrives, cast):
    return arrives("alice").has_session(a_session(cast.alice)).opens(cast.room)


def test_signed_out_elsewhere_the_page_asks_to_sign_in_and_keeps_the_draft(she, cast):
    she.writes("my draft")
    she.signs_out_in_another_tab()
    expect(she.page.locator("#banner")).to_contain_text("Sign in")
    expect(she.box).to_have_value("my draft")
    asked = she.counts_requests("/messager/updates/")
    she.page.wait_for_timeout(1500)  # several poll intervals: nothing is to happen
    assert asked() == 0
    she.has_session(a_session(cast.alice)).opens(cast.room)
    expect(she.box).to_have_value("my draft")


def test_somebody_else_signed_in_elsewhere_is_not_spoken_for(she, cast):
    she.writes("from alice")
    she.has_session(a_session(cast.bob))
    she.presses_send()
    she.sees_problem("You are now signed in as bob")
    expect(she.box).to_have_value("from alice")
    assert not Message.objects.exists()


def test_a_session_that_ends_stops_the_held_poll(she, cast, town):
    she.waits_at_the_server().writes("my draft")
    Session.objects.all().delete()
    town.forget()  # what the cache knew of it
    expect(she.page.locator("#banner")).to_contain_text("Sign in")
    expect(she.box).to_have_value("my draft")
    she.has_session(a_session(cast.alice)).opens(cast.room)
    expect(she.box).to_have_value("my draft")


def test_a_held_poll_does_not_speak_for_somebody_else(she, cast, page):
    she.waits_at_the_server().writes("from alice")
    she.has_session(a_session(cast.bob))
    expect(she.page.locator("#banner")).to_contain_text("signed in")
    expect(she.box).to_have_value("from alice")
    page(cast.bob, cast.room).post("not for this page")
    she.sees_nothing_of("not for this page")
