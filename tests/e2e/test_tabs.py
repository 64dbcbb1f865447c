"""Many tabs of one browser: one of them holds a poll, and none of them misses anything."""

import pytest
from playwright.sync_api import expect

from apps.chat import services
from apps.chat.models import Kind, Room
from tests.environment import INSECURE_HOST
from tests.people import a_session

TABS = 7  # one more than a browser's connections to a host


@pytest.fixture(params=["secure", "insecure"])
def her(request, arrives, cast, town):
    """Alice's browser; on a host that is no secure context it has no Web Locks."""
    host = {"secure": "localhost", "insecure": INSECURE_HOST}[request.param]
    alice = arrives("alice", url=f"http://{host}:{town.port}").has_session(a_session(cast.alice))
    alice.opens(cast.room)
    assert alice.page.evaluate("isSecureContext") is (request.param == "secure")
    return alice


def tabs_of(her, room, number):
    tabs = [her.page, *(her.another_tab() for _ in range(number - 1))]
    for tab in tabs[1:]:
        tab.goto(f"/messager/rooms/{room.pk}/")
        expect(tab.locator("#composer")).to_be_visible()
    return tabs


def shows(tab, text):
    expect(tab.locator("#messages > .message .body", has_text=text)).to_have_count(1)


def test_seven_tabs_all_load_and_one_request_is_held(her, cast, page):
    tabs = tabs_of(her, cast.room, TABS)
    her.waits_at_the_server()
    page(cast.bob, cast.room).post("hello everybody")
    for tab in tabs:
        shows(tab, "hello everybody")
    assert her.held.most == 1
    assert len(her.held.now) <= 1


def test_what_one_tab_sends_the_others_show(her, cast):
    tabs = tabs_of(her, cast.room, 3)
    her.waits_at_the_server()
    her.sends("from the first")
    for tab in tabs:
        shows(tab, "from the first")


def test_tabs_of_different_rooms_each_show_what_is_said_and_changed_in_theirs(her, cast, page):
    garden = Room.objects.create(kind=Kind.OPEN, name="Garden")
    for person in (cast.alice, cast.bob):
        services.join(person, garden)
    kitchen_tab, garden_tab = her.page, her.another_tab()
    garden_tab.goto(f"/messager/rooms/{garden.pk}/")
    her.waits_at_the_server()
    page(cast.bob, cast.room).post("tea?")
    page(cast.bob, garden).post("roses!")
    shows(kitchen_tab, "tea?")
    shows(garden_tab, "roses!")
    services.edit_message(cast.room.messages.get(), "coffee?")
    services.edit_message(garden.messages.get(), "tulips!")
    shows(kitchen_tab, "coffee?")
    shows(garden_tab, "tulips!")
    assert her.held.most == 1


def test_the_tab_that_is_looked_at_holds(her, cast, page):
    first, second = tabs_of(her, cast.room, 2)
    her.turns_away_from(second)
    assert holder(her) is first
    her.turns_away_from(first)
    her.turns_to(second)
    assert holder(her) is second
    her.turns_away_from(second)  # the last that was looked at keeps it
    assert holder(her) is second
    assert her.held.most == 1


def test_when_the_tab_that_holds_is_closed_another_one_goes_on(her, cast, page):
    first, second = tabs_of(her, cast.room, 2)
    holder(her).close()
    left = second if first.is_closed() else first
    her.page = left
    her.waits_at_the_server()
    page(cast.bob, cast.room).post("still here?")
    shows(left, "still here?")


def holder(her):
    her.waits_at_the_server()
    (request,) = her.held.now
    return request.frame.page
