"""The held poll in a browser: what is said is seen at once, and nothing is asked in between."""

import re

import pytest
from playwright.sync_api import expect

from apps.chat import services
from apps.chat.models import Kind, Room
from tests.people import a_session


@pytest.fixture
def she(arrives, cast):
    return arrives("alice").has_session(a_session(cast.alice)).opens(cast.room)


@pytest.fixture
def elsewhere(cast):
    """Another room of the two."""
    room = Room.objects.create(kind=Kind.OPEN, name="Garden")
    for person in (cast.alice, cast.bob):
        services.join(person, room)
    return room


def test_a_message_appears_without_a_short_poll(she, cast, page):
    she.waits_at_the_server()
    asked = she.counts_requests("/messager/updates/")
    page(cast.bob, cast.room).post("hello")
    she.sees("hello")
    assert asked() == 0


def test_two_people_talk(she, cast, arrives):
    he = arrives("bob").has_session(a_session(cast.bob)).opens(cast.room)
    for number in range(5):
        she.sends(f"question {number}")
        he.sees(f"question {number}").sends(f"answer {number}")
        she.sees(f"answer {number}")
    assert she.texts() == he.texts()


def test_news_of_other_rooms_are_counted_in_the_sidebar(arrives, cast, elsewhere, page):
    she = arrives("alice").has_session(a_session(cast.alice)).opens(cast.room).waits_at_the_server()
    asked = she.counts_requests("/messager/updates/")
    bobs = page(cast.bob, elsewhere)
    bobs.post("one")
    she.sees_unread(1)
    bobs.post("two")
    she.sees_unread(2)
    expect(she.page).to_have_title(re.compile(r"^\(2\) "))
    rooms = she.page.locator("#sidebar .conversation__title")
    expect(rooms).to_have_text(["Everyone online", "Garden", "Kitchen"])
    assert asked() == 0
    she.page.reload()  # as the server counts
    she.sees_unread(2)
    expect(rooms).to_have_text(["Everyone online", "Garden", "Kitchen"])


def test_what_was_read_elsewhere_is_read_here(arrives, cast, elsewhere, page):
    bobs = page(cast.bob, elsewhere)
    bobs.post("one")
    she = arrives("alice").has_session(a_session(cast.alice)).opens(cast.room).sees_unread(1)
    her_phone = arrives("alice").has_session(a_session(cast.alice)).opens(elsewhere)
    her_phone.sees("one")
    expect(she.page.locator("#sidebar .badge")).to_have_count(0)


def test_an_edit_and_a_deletion_come_at_once(she, cast, page):
    page(cast.bob, cast.room).post("frist")
    she.sees("frist").waits_at_the_server()
    message = cast.room.messages.get()
    services.edit_message(message, "first")
    she.sees("first").sees_nothing_of("frist")
    services.delete_message(message)
    expect(she.page.locator("#messages .message--deleted")).to_have_count(1)
