"""Alice blocks Bob: both pages, open all the while, follow; and follow again when she unblocks him."""

from playwright.sync_api import expect

from tests.people import a_session

REFUSAL = "You can't write to each other here"


def typists(person):
    return person.page.locator("#typing .typist:visible")


def in_the_roster(person, other):
    return person.page.locator(f"#roster [data-usercode='{other.usercode}']")


def blocks(tab, name):
    """By the card, reached from the list of people."""
    tab.goto("/messager/")
    tab.locator("#roster").get_by_role("link", name=f"About {name}").click()
    tab.get_by_text(f"Block {name}").click()
    expect(tab.get_by_text("You still see each other's messages in rooms that you share.")).to_be_visible()
    tab.get_by_role("button", name="Yes, block").click()
    expect(tab.locator(".note")).to_have_text(f"You have blocked {name}.")


def unblocks(tab, name):
    """By the profile."""
    tab.goto("/messager/profile/")
    tab.get_by_role("button", name=f"Unblock {name}").click()
    expect(tab.locator(".note")).to_have_text(f"You have unblocked {name}.")


def test_out_of_each_others_sight_and_back(both, cast, direct):
    she, he = both(direct)
    expect(in_the_roster(she, cast.bob)).to_have_count(1)
    expect(in_the_roster(he, cast.alice)).to_have_count(1)
    he.box.press_sequentially("let me explain")
    tab = she.another_tab()
    blocks(tab, "bob")
    expect(in_the_roster(he, cast.alice)).to_have_count(0)
    she.looks_at(she.page)
    expect(in_the_roster(she, cast.bob)).to_have_count(0)
    for person in (he, she):
        expect(person.page.locator("#voice")).to_contain_text(REFUSAL)
        expect(person.box).to_be_hidden()
        expect(typists(person)).to_have_count(0)
    unblocks(tab, "bob")
    tab.close()
    expect(in_the_roster(he, cast.alice)).to_have_count(1)
    expect(in_the_roster(she, cast.bob)).to_have_count(1)
    expect(he.box).to_have_value("let me explain")
    he.writes("").box.press_sequentially("hello ag")
    expect(typists(she)).to_have_text(["bob is typing…"])
    he.box.press_sequentially("ain")
    he.presses_send()
    she.sees("hello again")


def test_in_a_common_room_they_read_on_and_no_typing_is_seen(both, cast):
    she, he = both(cast.room)
    tab = she.another_tab()
    blocks(tab, "bob")
    tab.close()
    seen = he.counts_requests("/typing/")
    she.page.evaluate(
        """() => {
            window.sawTyping = 0;
            const place = document.getElementById("typing");
            new MutationObserver(() => window.sawTyping += place.querySelectorAll(".typist").length)
                .observe(place, {childList: true});
        }"""
    )
    he.box.press_sequentially("all of us")
    he.presses_send()
    she.sees("all of us")
    assert seen() >= 1
    assert she.page.evaluate("window.sawTyping") == 0


def test_without_javascript_it_asks_and_does_it(arrives, cast):
    she = arrives("alice", javascript=False).has_session(a_session(cast.alice))
    blocks(she.page, "bob")
    unblocks(she.page, "bob")
