"""The held poll can't be had, the network is gone, the server restarts: nothing lost, no error shown."""

import uuid

import pytest
from playwright.sync_api import expect

from apps.chat import services
from apps.chat.models import Membership
from tests.people import a_session

MISSED = 200


@pytest.fixture
def she(arrives, cast):
    return arrives("alice").has_session(a_session(cast.alice))


@pytest.fixture
def bob_writes(cast):
    place = Membership.objects.select_related("room", "user").get(room=cast.room, user=cast.bob)
    return lambda text: services.post_message(place, text, uuid.uuid4())


def blocked(route):
    route.abort()


def no_such_process(route):
    route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>")


def sign_in_to_the_network(route):
    route.fulfill(status=200, content_type="text/html", body="<h1>Welcome to our lounge</h1>")


def kept_back(route):
    """Neither answered nor refused."""


@pytest.mark.parametrize("fate", [blocked, no_such_process, sign_in_to_the_network, kept_back])
def test_without_the_held_poll_short_ones_do(she, cast, bob_writes, fate):
    she.page.route("**/live/**", fate)
    she.opens(cast.room).sends("hello")
    for number in range(3):
        bob_writes(f"message {number}")
        she.sees(f"message {number}")
    expect(she.page.locator("#banner")).to_be_empty()


def test_when_it_can_be_had_again_it_is_held_again(she, cast, bob_writes):
    she.page.route("**/live/**", blocked)
    she.opens(cast.room)
    bob_writes("one")
    she.sees("one")
    she.page.unroute("**/live/**")
    she.waits_at_the_server()


def test_what_was_missed_without_network_comes_once_and_in_order(she, cast, bob_writes):
    she.opens(cast.room).waits_at_the_server()
    bob_writes("before")
    she.sees("before")
    she.context.set_offline(True)
    expect(she.page.locator("#banner")).to_contain_text("Reconnecting", timeout=10_000)
    she.writes("my draft")
    for number in range(MISSED):
        bob_writes(f"message {number}")
    she.context.set_offline(False)
    she.sees(f"message {MISSED - 1}")
    expect(she.page.locator("#banner")).to_be_empty()
    expect(she.box).to_have_value("my draft")
    assert she.reads_all() == ["before", *(f"message {number}" for number in range(MISSED))]


@pytest.mark.parametrize("how", ["end", "kill"])
def test_a_restart_in_the_middle_of_a_conversation_is_no_error(she, cast, arrives, town, how):
    he = arrives("bob").has_session(a_session(cast.bob)).opens(cast.room)
    she.opens(cast.room).waits_at_the_server()
    she.sends("before")
    he.sees("before").writes("my draft")
    getattr(town.web, how)()
    town.start("web")
    she.sends("after")
    he.sees("after")
    expect(he.box).to_have_value("my draft")
    he.presses_send()
    she.sees("my draft")
    for person in (she, he):
        expect(person.page.locator("#banner")).to_be_empty(timeout=30_000)
        assert person.texts() == ["before", "after", "my draft"]
        person.waits_at_the_server()
