"""Markdown in the browser: as it looks, copies and scrolls."""

import pytest
from playwright.sync_api import expect

from tests.people import a_session

CODE = "```python\ndef f(x):\n    return 'a'  # kept\n\n" + "very_long_line = " + "x" * 400 + "\n```"


@pytest.fixture
def she(arrives, cast):
    she = arrives("alice").has_session(a_session(cast.alice))
    she.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return she.opens(cast.room)


def body(person, part=""):
    return person.messages().last.locator(f".body {part}".strip())


def no_sideways_scroll(person):
    wide = "document.documentElement.scrollWidth <= innerWidth"
    scroller = "scroller.scrollWidth <= scroller.clientWidth"
    return person.page.evaluate(wide) and person.page.evaluate(scroller)


def says(person, text):
    person.writes(text).presses_send()
    expect(person.messages()).to_have_count(1)
    return person


def test_ux36_code_keeps_its_spaces_scrolls_and_can_be_copied(she):
    says(she, CODE)
    code = body(she, "pre")
    expect(code).to_contain_text("    return 'a'  # kept")
    assert code.evaluate("pre => pre.scrollWidth > pre.clientWidth + 100")
    assert no_sideways_scroll(she)
    assert code.evaluate(
        "pre => getComputedStyle(pre.querySelector('.code-keyword')).color !== getComputedStyle(pre).color"
    )
    body(she, ".code").hover()
    body(she, "button").click()
    expect(body(she, "button")).to_have_text("Copied")
    assert she.page.evaluate("navigator.clipboard.readText()") == CODE.removeprefix(
        "```python\n"
    ).removesuffix("\n```")


def test_code_has_its_button_after_a_reload_too(she):
    says(she, CODE)
    she.page.reload()
    expect(body(she, "button")).to_have_count(1)


def test_ux33_an_address_is_a_link_that_tells_nothing_of_us(she):
    says(she, "look at https://example.org/a?b=1.")
    link = body(she, "a")
    expect(link).to_have_attribute("href", "https://example.org/a?b=1")
    expect(link).to_have_attribute("rel", "nofollow noopener noreferrer")
    expect(link).to_have_attribute("target", "_blank")


def test_ux37_a_script_that_is_typed_is_shown_as_text(she):
    she.sends("<script>alert(1)</script>")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize(
    "text",
    [
        "w" * 3000,
        "https://example.org/" + "a" * 2000,
        "`" + "c" * 900 + "`",
        "> " * 12 + "q" * 500,
        "- - - - - deep" + "x" * 400,
        "ערבית " * 300,
        "\u202e" + "abc" * 300,
        CODE,
    ],
    ids=["word", "address", "inline code", "quotes", "lists", "right to left", "override", "block"],
)
def test_ux38_nothing_makes_the_page_scroll_sideways(she, text, width):
    she.page.set_viewport_size({"width": width, "height": 720})
    says(she, text)
    assert no_sideways_scroll(she)


def test_quotes_and_lists_look_like_what_they_are(she):
    says(she, "> said\n\n- one\n- two\n\nend **bold**")
    expect(body(she, "blockquote")).to_have_text("said")
    expect(body(she, "li")).to_have_count(2)
    assert body(she, "ul").evaluate("ul => getComputedStyle(ul).listStyleType") == "disc"
    assert body(she, "strong").evaluate("one => Number(getComputedStyle(one).fontWeight)") > 500
