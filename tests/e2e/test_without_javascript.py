"""Register, send, read and page back by plain forms and links."""

import uuid

import pytest
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.chat import services
from apps.chat.models import Membership, Message
from tests.people import a_person, a_session, who_can_sign_in


@pytest.fixture
def she(arrives):
    return arrives("alice", javascript=False)


@pytest.fixture
def bob_writes(room, bob):
    place = Membership.objects.select_related("room", "user").get(room=room, user=bob)
    return lambda text: services.post_message(place, text, uuid.uuid4())


def test_register_and_write_by_code(she, transactional_db):
    bob = a_person("bob")
    she.registers().sends("hello bob", to=bob.usercode)
    assert Message.objects.get().body == "hello bob"
    assert Membership.objects.filter(user=bob, room=Message.objects.get().room).exists()


def test_send_and_read(she, cast, bob_writes):
    she.has_session(a_session(cast.alice)).opens(cast.room)
    she.sends("one").sends("two")
    bob_writes("three")
    she.page.reload()
    she.sees("three")
    assert she.texts() == ["one", "two", "three"]


def test_a_refused_text_stays_in_the_box(she, cast):
    she.has_session(a_session(cast.alice)).opens(cast.room)
    she.writes("x" * 10_001).presses_send()
    she.sees_problem("Too long")
    assert len(she.box.input_value()) == 10_001


def test_page_back_to_the_start_by_links(she, cast, bob_writes):
    for number in range(120):
        bob_writes(f"message {number}")
    she.has_session(a_session(cast.alice)).opens(cast.room)
    seen = she.texts()
    while she.page.locator("#messages li.older a").count():
        she.page.locator("#messages li.older a").click()
        expect(she.messages(seen[0])).to_have_count(0)
        seen = she.texts() + seen
    assert seen == [f"message {number}" for number in range(120)]


def test_edit_and_delete_by_a_plain_page(she, cast):
    she.has_session(a_session(cast.alice)).opens(cast.room).sends("one")
    she.messages("one").locator("a.actions").click()
    she.page.fill("textarea[name=body]", "uno")
    she.page.locator("form:has(textarea[name=body]) [type=submit]").click()
    she.sees("uno")
    she.messages("uno").locator("a.actions").click()
    she.page.locator("form[action$='/deletion/'] [type=submit]").click()
    expect(she.page.locator("li.message--deleted")).to_have_count(1)
    assert Message.objects.get().body == ""


def test_react_and_reply_by_plain_pages(she, cast, bob_writes):
    bob_writes("at noon?")
    she.has_session(a_session(cast.alice)).opens(cast.room)
    she.messages("at noon?").locator("a.actions").click()
    she.page.get_by_role("button", name="🎉").click()
    expect(she.messages("at noon?").locator(".reaction__count")).to_have_text("1")
    she.messages("at noon?").locator("a.actions").click()
    she.page.get_by_role("link", name="Reply").click()
    she.sends("yes")
    expect(she.messages("yes").locator(".quoted")).to_contain_text("at noon?")


def test_sign_in_and_out(she, transactional_db):
    who_can_sign_in(a_person("alice"))
    she.signs_in()
    she.signs_out()
    assert she.status_of("/messager/updates/") == 401
    assert User.objects.get(username="alice")
