"""Who types, and what became of one's own message."""

from playwright.sync_api import expect

from tests.e2e.person import HIDE
from tests.people import a_session


def typists(person):
    return person.page.locator("#typing .typist:visible")


def receipts(person):
    return person.page.locator("#messages .receipt:not(:empty)")


def test_the_other_is_seen_typing_and_then_what_was_typed(both, direct):
    she, he = both(direct)
    he.box.press_sequentially("hel")
    expect(typists(she)).to_have_text(["bob is typing…"])
    expect(typists(he)).to_have_count(0)
    he.box.press_sequentially("lo")
    he.presses_send()
    she.sees("hello")
    expect(typists(she)).to_have_count(0)
    he.sees("hello")


def test_it_is_forgotten_when_nothing_more_is_typed(both, cast):
    she, he = both(cast.room)
    he.box.press_sequentially("hm")
    expect(typists(she)).to_have_text(["bob is typing…"])
    expect(typists(she)).to_have_count(0)


def test_it_stays_while_somebody_types_on(both, cast):
    she, he = both(cast.room)
    she.page.evaluate(
        """() => {
            window.wasForgotten = false;
            const place = document.getElementById("typing");
            const look = () => {
                if (window.wasSeen && !place.querySelector(".typist")) window.wasForgotten = true;
                if (place.querySelector(".typist")) window.wasSeen = true;
            };
            new MutationObserver(() => queueMicrotask(look)).observe(place, { childList: true });
        }"""
    )
    he.box.press_sequentially("a long thought, typed slowly, as one does", delay=220)
    expect(typists(she)).to_have_count(1)
    assert she.page.evaluate("window.wasSeen && !window.wasForgotten")


def test_sent_delivered_read(both, direct):
    she, he = both(direct)
    he.page.evaluate(HIDE, True)  # his page gets it, and he does not look
    she.sends("hello")
    expect(receipts(she)).to_have_text(["Delivered ✓✓"])
    he.sees("hello")
    he.page.evaluate(HIDE, False)
    expect(receipts(she)).to_have_text(["Read ✓✓"])
    expect(receipts(he)).to_have_count(0)
    she.page.reload()
    expect(receipts(she)).to_have_text(["Read ✓✓"])


def test_while_the_other_is_away_it_is_sent(arrives, cast, direct):
    she = arrives("alice").has_session(a_session(cast.alice)).opens(direct)
    she.sends("one").sends("two")
    expect(receipts(she)).to_have_text(["Sent ✓"])
    last = she.messages("two").locator(".receipt")
    expect(last).to_have_text("Sent ✓")
    arrives("bob").has_session(a_session(cast.bob)).opens(direct)
    expect(last).to_have_text("Read ✓✓")


def test_none_in_the_room_of_everyone(arrives, cast):
    she = arrives("alice").has_session(a_session(cast.alice)).opens_home()
    assert she.page.locator("#receipts, #typing").count() == 0
