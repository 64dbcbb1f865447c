"""What is written and not sent yet: per room, after a reload, on another device, and gone once it is sent."""

import pytest
from playwright.sync_api import expect

from apps.chat import services
from apps.chat.models import Draft, Kind, Message, Room
from tests.people import a_session


@pytest.fixture
def garden(cast):
    room = Room.objects.create(kind=Kind.OPEN, name="Garden")
    for person in (cast.alice, cast.bob):
        services.join(person, room)
    return room


@pytest.fixture
def she(arrives, cast, garden):
    return arrives("alice").has_session(a_session(cast.alice)).opens(cast.room)


@pytest.fixture
def kept(cast):
    """What the server keeps for Alice in a room."""
    return lambda room: (
        Draft.objects.filter(user=cast.alice, room=room).values_list("body", flat=True).first()
    )


def mark(person, name):
    return person.page.locator("#sidebar .conversation", has_text=name).locator(".conversation__draft")


def test_a_draft_stays_in_its_room(she, cast, garden):
    she.writes("half a thought")
    she.opens(garden)
    expect(she.box).to_have_value("")
    expect(mark(she, "Kitchen")).to_have_text("Draft")
    she.opens(cast.room)
    expect(she.box).to_have_value("half a thought")
    she.page.reload()
    expect(she.box).to_have_value("half a thought")
    expect(mark(she, "Kitchen")).to_have_count(0)  # the box is in view


def test_a_message_in_another_room_leaves_the_draft_alone(she, cast, garden, kept):
    she.writes("for the kitchen")
    she.opens(garden).sends("for the garden")
    assert list(Message.objects.values_list("room__name", "body")) == [("Garden", "for the garden")]
    expect(mark(she, "Kitchen")).to_have_count(1)
    she.opens(cast.room)
    expect(she.box).to_have_value("for the kitchen")


def test_a_draft_comes_along_to_another_device_and_goes_when_it_is_sent(
    she, arrives, cast, garden, kept, eventually
):
    phone = arrives("alice").has_session(a_session(cast.alice)).opens(garden)
    she.writes("written at the desk")
    eventually(lambda: kept(cast.room) == "written at the desk", "the server has it")
    expect(mark(phone, "Kitchen")).to_have_count(1)
    phone.opens(cast.room)
    expect(phone.box).to_have_value("written at the desk")
    phone.presses_send()
    phone.sees("written at the desk")
    assert kept(cast.room) == ""
    she.page.reload()
    expect(she.box).to_have_value("")
    expect(mark(phone.opens(garden), "Kitchen")).to_have_count(0)


def test_what_is_written_without_network_is_kept_and_brought_later(she, cast, kept, eventually):
    she.context.set_offline(True)
    she.writes("on the train")
    she.page.wait_for_timeout(1_500)  # it is tried, in vain
    assert kept(cast.room) is None
    she.context.set_offline(False)
    eventually(lambda: kept(cast.room) == "on the train", "the server has it")


def test_a_sent_text_does_not_come_back(she, cast, kept, eventually):
    she.writes("hello")
    eventually(lambda: kept(cast.room) == "hello", "the server has it")
    she.sends("hello and goodbye")
    she.opens(cast.room).sees("hello and goodbye")
    expect(she.box).to_have_value("")
    assert kept(cast.room) == ""


def test_nobody_else_sees_a_draft(she, arrives, cast, kept, eventually):
    she.writes("not yet for you")
    eventually(lambda: kept(cast.room), "the server has it")
    bob = arrives("bob").has_session(a_session(cast.bob)).opens(cast.room)
    assert "not yet for you" not in bob.page.content()
    expect(bob.box).to_have_value("")
