"""A reply quotes; the quote leads to what it quotes, and follows it."""

import re

import pytest
from playwright.sync_api import expect

from apps.chat import services
from apps.chat.models import Message
from tests.e2e.menu import by_id, chooses
from tests.people import a_session


@pytest.fixture
def both(arrives, cast):
    alice = arrives("alice").has_session(a_session(cast.alice)).opens(cast.room)
    bob = arrives("bob").has_session(a_session(cast.bob)).opens(cast.room)
    alice.sends("shall we meet at noon?")
    bob.sees("shall we meet")
    return alice, bob


def test_a_reply_quotes_and_its_quote_jumps_to_the_original(both):
    alice, bob = both
    chooses(bob, "shall we", "Reply")
    strip = bob.page.locator("#reply")
    expect(strip).to_contain_text("shall we meet at noon?")
    expect(bob.box).to_be_focused()
    bob.sends("yes")
    expect(strip).to_be_hidden()
    quote = alice.messages("yes").locator(".quoted")
    expect(quote).to_contain_text("alice")
    expect(quote).to_contain_text("shall we meet at noon?")
    quote.click()
    expect(by_id(alice, Message.objects.get(sequence=1))).to_have_class(re.compile("message--target"))


def test_what_is_deleted_leaves_the_quotes_too(both):
    _, bob = both
    chooses(bob, "shall we", "Reply")
    bob.sends("yes")
    services.delete_message(Message.objects.get(sequence=1))
    for person in both:
        expect(person.messages("yes").locator(".quoted")).to_contain_text("Message removed")
        expect(person.page.locator("#messages")).not_to_contain_text("noon")


def test_escape_and_the_cross_drop_it_and_a_reload_keeps_it(both):
    _, bob = both
    strip = bob.page.locator("#reply")
    chooses(bob, "shall we", "Reply")
    bob.page.reload()
    expect(strip).to_contain_text("shall we")
    bob.box.press("Escape")
    expect(strip).to_be_hidden()
    chooses(bob, "shall we", "Reply")
    strip.get_by_role("link").click()
    expect(strip).to_be_hidden()
    bob.sends("by itself")
    assert Message.objects.get(body="by itself").reply_to is None
