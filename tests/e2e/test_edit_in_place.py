"""Arrow up, another text, Enter: in the message's own place, and nothing moves."""

import uuid

import pytest
from playwright.sync_api import expect

from apps.chat import services
from apps.chat.models import Membership, Message
from tests.e2e.menu import by_id, chooses, editor
from tests.people import a_session

TOP_OF = "id => document.getElementById(id).getBoundingClientRect().top"
CARET = "box => [box.selectionStart, box.selectionEnd, box.value.length]"


def says(user, room, text):
    place = Membership.objects.select_related("room", "user").get(room=room, user=user)
    return services.post_message(place, text, uuid.uuid4())


@pytest.fixture
def message(cast):
    return says(cast.alice, cast.room, "hello wrld")


@pytest.fixture
def alice(arrives, cast, message):
    return arrives("alice").has_session(a_session(cast.alice)).opens(cast.room)


def test_arrow_up_in_an_empty_box_opens_the_last_own_message_caret_at_its_end(alice, cast):
    says(cast.bob, cast.room, "of somebody else")
    alice.sees("of somebody else")
    alice.box.press("ArrowUp")
    expect(editor(alice)).to_have_value("hello wrld")
    expect(editor(alice)).to_be_focused()
    assert editor(alice).evaluate(CARET) == [10, 10, 10]
    editor(alice).press_sequentially(" and more")
    editor(alice).press("Escape")
    expect(editor(alice)).to_have_count(0)
    expect(alice.box).to_be_focused()
    alice.sees("hello wrld")
    assert Message.objects.get(sender=cast.alice).edited_at is None


def test_with_text_in_the_box_arrow_up_is_the_boxs(alice):
    alice.writes("half a thought")
    alice.box.press("ArrowUp")
    expect(editor(alice)).to_have_count(0)


def test_an_edit_changes_the_text_in_place_for_everybody(arrives, alice, cast, message):
    bob = arrives("bob").has_session(a_session(cast.bob)).opens(cast.room).sees("hello wrld")
    where = bob.page.evaluate(TOP_OF, f"m-{message.pk}")
    alice.box.press("ArrowUp")
    editor(alice).fill("hello world")
    editor(alice).press("Enter")
    for person in (alice, bob):
        person.sees("hello world")
        expect(by_id(person, message).locator(".edited")).to_be_visible()
    assert bob.page.evaluate(TOP_OF, f"m-{message.pk}") == pytest.approx(where, abs=1)
    expect(alice.box).to_be_focused()


def test_news_of_the_message_leave_alone_what_is_typed(alice, cast, message):
    alice.box.press("ArrowUp")
    editor(alice).fill("hello wor")
    services.edit_message(message, "from another device")
    expect(by_id(alice, message)).to_have_attribute("data-revision", "2")
    expect(editor(alice)).to_have_value("hello wor")
    expect(editor(alice)).to_be_focused()
    editor(alice).press_sequentially("ld")
    editor(alice).press("Enter")
    alice.sees("hello world")


def test_what_cannot_be_saved_stays_in_the_box_with_a_sentence(alice, message):
    alice.box.press("ArrowUp")
    editor(alice).fill("too late")
    services.delete_message(message)
    expect(by_id(alice, message)).to_have_attribute("data-revision", "2")
    editor(alice).press("Enter")
    expect(alice.page.locator(".editor__problem")).to_contain_text("removed")
    expect(editor(alice)).to_have_value("too late")


def test_the_menu_edits_and_deletes_by_the_keyboard_alone(alice, cast, message):
    chooses(alice, "hello wrld", "Edit")
    editor(alice).fill("hello world")
    editor(alice).press("Enter")
    alice.sees("hello world")
    by_id(alice, message).locator(".actions").press("Enter")
    delete = alice.page.get_by_role("menuitem").last
    alice.page.keyboard.press("End")
    expect(delete).to_be_focused()
    delete.press("Enter")
    expect(delete).to_contain_text("Really")
    delete.press("Enter")
    expect(by_id(alice, message)).to_contain_text("Message deleted")
    alice.sees_nothing_of("hello")
