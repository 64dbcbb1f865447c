"""What a reader sees of a room: lines between messages, groups, times, and a view that stays where it is."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from apps.chat import services
from apps.chat.models import Membership, Message
from tests.people import a_session

NEW_YORK = {"timezone_id": "America/New_York", "locale": "en-GB"}
EVENING, NIGHT = datetime(2026, 3, 10, 3, 0, tzinfo=UTC), datetime(2026, 3, 10, 5, 0, tzinfo=UTC)


@pytest.fixture
def place_of(cast):
    return lambda who: Membership.objects.select_related("room", "user").get(room=cast.room, user=who)


@pytest.fixture
def said(cast, place_of):
    """said(who, text, at): what was said before, at a time of its own."""

    def said(who, text, at=None):
        message = services.post_message(place_of(who), text, uuid4())
        if at:
            Message.objects.filter(pk=message.pk).update(sent_at=at)
        return message

    return said


@pytest.fixture
def she(arrives, cast):
    return lambda **more: arrives("alice", **more).has_session(a_session(cast.alice)).opens(cast.room)


def lines(person, kind):
    return person.page.locator(f"#messages > .line--{kind}")


def test_at_the_bottom_the_view_follows_what_others_say(she, cast, said):
    for number in range(30):
        said(cast.alice, f"before {number}")
    alice = she()
    expect(alice.messages("before 29")).to_be_in_viewport()
    for number in range(3):
        said(cast.bob, f"news {number}")
        expect(alice.messages(f"news {number}")).to_be_in_viewport()
    assert alice.page.locator("#scroller").evaluate("it => it.scrollTop") == 0


def test_the_button_to_the_new_ones_reads_them(she, cast, said, eventually, place_of):
    for number in range(30):
        said(cast.alice, f"before {number}")
    alice = she()
    alice.page.locator("#scroller").evaluate("it => { it.scrollTop = -300; }")
    news = said(cast.bob, "news")
    button = alice.page.locator("#new-messages")
    expect(button).to_have_text("1 new")
    button.click()
    expect(alice.messages("news")).to_be_in_viewport()
    expect(button).to_be_hidden()
    eventually(lambda: place_of(cast.alice).read_up_to == news.sequence, "the mark follows")


def test_the_new_line_stays_while_reading_and_is_gone_on_the_next_visit(
    she, cast, said, eventually, place_of
):
    said(cast.bob, "unread")
    alice = she()
    expect(lines(alice, "new")).to_have_text("New")
    eventually(lambda: place_of(cast.alice).read_up_to == 1, "it is read")
    said(cast.bob, "one more")
    alice.sees("one more")
    expect(lines(alice, "new")).to_have_count(1)
    eventually(lambda: place_of(cast.alice).read_up_to == 2, "it is read")
    alice.opens(cast.room).sees("one more")
    expect(lines(alice, "new")).to_have_count(0)


def test_the_start_of_a_room_says_so(she, cast, said):
    said(cast.bob, "the first")
    alice = she().sees("the first")
    words = alice.page.locator("#messages").evaluate("list => getComputedStyle(list, '::before').content")
    assert words == '"The conversation begins here"'


@pytest.mark.parametrize(("zone", "days"), [("UTC", 1), ("America/New_York", 2)])
def test_a_day_begins_where_the_reader_is(she, cast, said, zone, days):
    said(cast.bob, "evening", EVENING)
    said(cast.bob, "night", NIGHT)
    alice = she(timezone_id=zone).sees("night")
    expect(lines(alice, "day")).to_have_count(days)
    above = alice.messages("night").evaluate("it => it.previousElementSibling.className")
    assert ("line--day" in above) == (days == 2)


def test_a_new_day_has_one_line_however_much_is_said_in_it(she, cast, said):
    said(cast.bob, "long ago", EVENING)
    alice = she().sees("long ago")
    for number in range(3):
        said(cast.bob, f"today {number}")
        alice.sees(f"today {number}")
    expect(lines(alice, "day")).to_have_count(2)
    expect(lines(alice, "day").nth(1)).to_have_text("Today")


def test_what_one_person_says_within_five_minutes_has_one_name(she, cast, said):
    minutes = [(cast.bob, 0), (cast.bob, 4), (cast.alice, 5), (cast.bob, 6), (cast.bob, 12)]
    for who, minute in minutes:
        said(who, f"minute {minute}", EVENING + timedelta(minutes=minute))
    alice = she().sees("minute 12")
    heads = alice.page.locator("#messages .message__head")
    shown = [head.bounding_box()["height"] > 2 for head in heads.all()]
    assert shown == [True, False, True, True, True]


def test_a_time_is_short_and_whole_on_hover_and_focus(she, cast, said):
    said(cast.bob, "evening", EVENING)
    alice = she(**NEW_YORK).sees("evening")
    time = alice.messages("evening").locator("time")
    expect(time).to_have_text("23:00")
    expect(time).to_have_attribute("datetime", "2026-03-10T03:00:00Z")
    expect(time).to_have_attribute("title", re.compile("Monday,? 9 March 2026.* 23:00:00"))
    link = alice.messages("evening").locator(".permalink")
    alice.page.keyboard.press("Tab")  # from now on focus is shown
    link.focus()
    words = link.evaluate("it => getComputedStyle(it, '::after').content")
    assert "9 March 2026" in words


def test_the_way_to_the_first_unread_message_further_back(she, cast, said):
    for number in range(80):
        said(cast.bob, f"message {number}.")
    alice = she()
    button = alice.page.get_by_role("link", name="Jump to first unread · 80")
    button.click()
    expect(alice.messages("message 0.")).to_be_in_viewport()
    expect(lines(alice, "new")).to_be_in_viewport()
    expect(button).to_be_hidden()


def test_where_the_first_unread_message_is_in_view_nothing_leads_to_it(she, cast, said):
    said(cast.bob, "unread")
    alice = she().sees("unread")
    expect(alice.page.locator("#first-unread")).to_be_hidden()
