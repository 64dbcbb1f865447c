"""From one conversation to another: by keys, by the switcher, by Back, forward and new tabs."""

import re

import pytest
from playwright.sync_api import expect

from apps.chat import services
from apps.chat.models import Kind, Membership, Room
from tests.people import a_session


@pytest.fixture
def rooms(cast):
    """Kitchen and two more, as the sidebar has them: Everyone online, Kitchen, Garden, Café."""
    made = [cast.room, *(Room.objects.create(kind=Kind.OPEN, name=name) for name in ("Garden", "Café"))]
    for room in made[1:]:
        for person in (cast.alice, cast.bob):
            services.join(person, room)
    return made


@pytest.fixture
def she(arrives, cast, rooms):
    return arrives("alice").has_session(a_session(cast.alice)).opens(cast.room)


def is_in(person, name):
    expect(person.page.locator(".room__title")).to_have_text(name)
    expect(person.box).to_be_visible()


def field(person):
    return person.page.get_by_role("combobox")


def test_the_switcher_leads_to_a_room_by_part_of_its_name(she):
    she.page.keyboard.press("Control+k")
    expect(field(she)).to_be_focused()
    expect(she.page.get_by_role("option")).to_have_count(4)
    she.page.keyboard.type("caf")
    expect(she.page.get_by_role("option")).to_have_text([re.compile("Café")])
    she.page.keyboard.press("Enter")
    is_in(she, "Café")


def test_in_the_switcher_arrows_choose_and_escape_gives_the_focus_back(she):
    she.writes("half a thought")
    she.page.keyboard.press("Control+k")
    expect(field(she)).to_be_focused()
    options = she.page.get_by_role("option")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    she.page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(field(she)).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id"))
    she.page.keyboard.press("Escape")
    expect(field(she)).to_have_count(0)
    expect(she.box).to_be_focused()
    expect(she.box).to_have_value("half a thought")


def test_the_switcher_says_when_nothing_is_called_so(she):
    she.page.keyboard.press("Control+k")
    field(she).fill("zzz")
    expect(she.page.get_by_role("status").filter(has_text="No conversation")).to_be_visible()
    she.page.keyboard.press("Enter")
    is_in(she, "Kitchen")


def test_alt_and_an_arrow_lead_to_the_next_conversation(she):
    is_in(she, "Kitchen")
    she.page.keyboard.press("Alt+ArrowDown")
    is_in(she, "Garden")
    she.page.keyboard.press("Alt+ArrowUp")
    is_in(she, "Kitchen")


def test_with_shift_to_the_next_unread_one(she, cast, rooms, page):
    page(cast.bob, rooms[2]).post("unread")
    she.sees_unread(1)
    she.page.keyboard.press("Alt+Shift+ArrowDown")
    is_in(she, "Café")


def test_a_question_mark_shows_the_keys_but_is_a_letter_in_the_box(she):
    is_in(she, "Kitchen")
    she.box.press_sequentially("why?")
    expect(she.box).to_have_value("why?")
    expect(she.page.get_by_role("dialog")).to_have_count(0)
    she.page.locator("#scroller").focus()
    she.page.keyboard.press("?")
    dialog = she.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text("Go to a conversation")
    she.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(she.page.locator("#scroller")).to_be_focused()


def test_back_forward_and_a_new_tab_behave_as_on_any_site(she, cast, rooms):
    link = she.page.locator("#sidebar a", has_text="Garden")
    link.click()
    is_in(she, "Garden")
    she.sends("in the garden")
    she.page.go_back()
    is_in(she, "Kitchen")
    she.sees_nothing_of("in the garden")
    she.page.go_forward()
    is_in(she, "Garden")
    she.sees("in the garden").sees_nothing_pending()
    with she.context.expect_page() as opened:
        she.page.locator("#sidebar a", has_text="Café").click(modifiers=["Control"])
    expect(opened.value.locator(".room__title")).to_have_text("Café")
    is_in(she, "Garden")


def test_on_a_phone_the_list_opens_over_the_room_and_back_closes_it(arrives, cast, rooms):
    size = {"width": 360, "height": 640}
    she = arrives("alice", viewport=size, has_touch=True, is_mobile=True).has_session(a_session(cast.alice))
    she.opens(cast.room)
    listed = she.page.locator("#sidebar .conversation", has_text="Garden")
    expect(listed).to_be_hidden()
    she.page.get_by_role("link", name="Conversations").tap()
    expect(listed).to_be_visible()
    she.page.go_back()
    expect(listed).to_be_hidden()
    is_in(she, "Kitchen")
    she.page.get_by_role("link", name="Conversations").tap()
    listed.tap()
    is_in(she, "Garden")
    assert small_targets(she) == []
    assert she.page.evaluate("document.documentElement.scrollWidth") <= 360
    box = she.page.locator("#composer").bounding_box()
    assert box["y"] + box["height"] <= 640


SMALL = """
() => [...document.querySelectorAll("a, button, input, textarea, summary")]
  .filter(it => it.checkVisibility({visibilityProperty: true}) && !it.closest(".visually-hidden, .message"))
  .map(it => [it.className || it.id, it.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 43.5 || box.height < 43.5))
  .map(([name, box]) => `${name} ${box.width}x${box.height}`)
"""


def small_targets(person):
    return person.page.evaluate(SMALL)


def test_what_is_marked_unread_stays_so_until_the_room_is_opened_again(
    she, cast, rooms, page, arrives, eventually
):
    bobs = page(cast.bob, cast.room)
    bobs.post("first")
    bobs.post("second")
    she.sees("second")
    mine = Membership.objects.filter(user=cast.alice, room=cast.room)
    eventually(lambda: mine.get().read_up_to == 2, "it is read")
    she.messages("first").locator(".message__bubble").click(modifiers=["Alt"])
    she.sees_unread(2)
    above = she.messages("first").evaluate("it => it.previousElementSibling.className")
    assert "line--new" in above
    she.looks_at(she.page)
    she.opens(rooms[1]).sees_unread(2)
    assert mine.get().read_up_to == 0
    she.opens(cast.room)
    eventually(lambda: mine.get().read_up_to == 2, "opened again it is read")


def test_a_room_is_marked_unread_from_its_head(she, cast, page):
    page(cast.bob, cast.room).post("look at this later")
    she.sees("look at this later").sends("in a minute")
    she.page.get_by_role("button", name="Mark as unread").click()
    she.sees_unread(1)
    expect(she.page.locator("#messages .line--new + .message")).to_contain_text("look at this later")
