"""Every payload through every place that shows it, in a real browser: nothing executes."""

import pytest
from django.db import transaction

from apps.chat.markup.cleaner import TAGS
from tests.people import a_person, a_session
from tests.xss.payloads import PAYLOADS
from tests.xss.sinks import SINKS, Stage

pytestmark = [pytest.mark.browser, pytest.mark.once]

# Sets off what waits for a hand, except that no link leads away.
PROVOKE = """
() => {
  addEventListener("click", (event) => event.preventDefault(), true);
  addEventListener("submit", (event) => event.preventDefault(), true);
  const types = ["mouseover", "pointerenter", "focus", "blur", "wheel", "toggle", "animationstart", "click"];
  const places = ".body, .body *, .name, .conversation, .mention, #result_list td *";
  for (const element of document.querySelectorAll(places))
    for (const type of types) element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
}
"""
# What no text may have made: elements and attributes beyond the allow-list, addresses of another kind.
STRANGE = """
(tags) => {
  const attributes = new Set(["href", "target", "rel", "start", "class", "data-person", "tabindex"]);
  const ours = new Set(["DIV.code", "BUTTON."]); // what code.js adds
  const found = [];
  for (const element of document.querySelectorAll(".body *, bdi *, .mention *, .conversation__title *")) {
    const isOurs = element.closest(".code") && ours.has(`${element.tagName}.${element.className}`);
    const names = [...element.attributes].map((one) => one.name).filter((name) => !attributes.has(name));
    if (!isOurs && (!tags.includes(element.localName) || names.length)) found.push(element.outerHTML);
    if (element.localName === "a" && !/^(https?|mailto):/.test(element.href)) found.push(element.outerHTML);
  }
  return found.slice(0, 5);
}
"""


def test_there_are_enough():
    assert len(set(PAYLOADS)) >= 300


@pytest.fixture
def watched(arrives, cast):
    """Bob's browser, or Root's; whatever it is made to do is noted."""
    staff = a_person("root", is_staff=True, is_superuser=True)

    def watch(path):
        person = staff if path.startswith("/admin/") else cast.bob
        browser = arrives(person.username).has_session(a_session(person))
        browser.happened = []
        browser.page.on("dialog", lambda dialog: (browser.happened.append(dialog.message), dialog.dismiss()))
        browser.context.on(
            "request", lambda request: "xss.example" in request.url and browser.happened.append(request.url)
        )
        browser.page.on(
            "framenavigated", lambda frame: frame.parent_frame and browser.happened.append(frame.url)
        )
        return browser

    return watch


@pytest.mark.parametrize("sink", SINKS, ids=lambda sink: sink.__name__)
def test_nothing_executes(sink, watched, cast):
    with transaction.atomic():  # one commit, or most of the time would go into them
        paths = sink(Stage(cast.alice, cast.bob, cast.room))
    browser = watched(paths[0])
    for path in paths:
        browser.goes_to(path)
        if browser.page.locator("#messages > .older").count():
            assert len(browser.reads_all()) >= len(PAYLOADS)
        browser.page.evaluate(PROVOKE)
        assert browser.page.evaluate(STRANGE, sorted(TAGS)) == [], path
        assert browser.page.evaluate("window.__xss") is None, path
        assert browser.path() == path.partition("?")[0]
    assert browser.happened == []  # `arrives` looks for what the policy has refused


def test_what_is_typed_stays_text_in_its_own_bubble(watched, cast):
    """Before the server has it."""
    browser = watched("/").opens(cast.room)
    browser.page.route("**/messages/", lambda route: route.abort())
    for text in PAYLOADS[:40:4]:
        browser.writes(text).presses_send()
    browser.page.evaluate(PROVOKE)
    assert browser.page.locator(".message--pending .body *").count() == 0
    assert browser.page.evaluate("window.__xss") is None
