"""What a screen reader hears: each new message of others once, with its author, and nothing else."""

import uuid

import pytest
from playwright.sync_api import expect

from apps.chat import services
from apps.chat.models import Membership
from tests.people import a_session

HEARD = "[...document.querySelectorAll('#announcer p')].map(one => one.textContent)"
MOVING = "document.getAnimations().filter(one => one.effect.getComputedTiming().duration > 1).length"
CUT_OFF = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def bob_says(cast):
    place = Membership.objects.select_related("room", "user").get(room=cast.room, user=cast.bob)
    return lambda text: services.post_message(place, text, uuid.uuid4())


@pytest.fixture
def opened(arrives, cast, bob_says):
    bob_says("from before")

    def open_room(**options):
        person = arrives("alice", **options).has_session(a_session(cast.alice))
        return person.opens(cast.room).sees("from before")

    return open_room


def test_each_new_message_of_others_is_said_once_with_its_author(opened, bob_says):
    she = opened()
    bob_says("good morning")
    she.sees("good morning").sends("my own")
    services.edit_message(bob_says("and more"), "and more, edited")
    she.sees("and more, edited").is_answered()
    heard = she.page.evaluate(HEARD)
    assert heard[0] == "bob: good morning"
    assert len(heard) == 2
    assert heard[1].startswith("bob: and more")


def test_a_poll_never_moves_the_focus(opened, bob_says):
    she = opened()
    for place in ("#sidebar .conversation", "#scroller", "#body", "#roster a.person__usercode"):
        she.page.locator(place).first.focus()
        bob_says(f"while at {place}")
        she.sees(f"while at {place}")
        expect(she.page.locator(place).first).to_be_focused()


def test_at_twice_the_size_nothing_is_cut_off(opened):
    """200 % of a window of 1280 pixels is one of 640."""
    she = opened(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    assert she.page.evaluate(CUT_OFF) is False
    expect(she.page.locator("#body")).to_be_in_viewport()
    expect(she.page.locator("#composer [type=submit]")).to_be_in_viewport()


def test_who_wants_no_motion_sees_none(opened, bob_says):
    she = opened(reduced_motion="reduce")
    bob_says("still")
    she.sees("still")
    assert she.page.evaluate(MOVING) == 0
