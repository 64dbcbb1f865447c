"""Whatever is typed becomes harmless HTML, soon."""

import random
import time
from html.parser import HTMLParser

from apps.chat.forms import LONGEST
from apps.chat.markup import Called, names_in, render
from apps.chat.markup.cleaner import SPANS, TAGS

INPUTS, ALL_INPUTS = 2_000, 50_000
SLOWEST_P99 = 0.05  # seconds of the processor's time
PIECES = [
    *(
        "a",
        "word ",
        "Ünï",
        "🎉",
        "👩‍👩‍👧",
        "\u202e",
        "\u200b",
        "\u0301",
        "\t",
        " ",
        "  ",
        "\n",
        "\n\n",
        "    ",
        "\\",
        "\\\n",
    ),
    *(
        "*",
        "**",
        "***",
        "_",
        "__",
        "~~",
        "~",
        "`",
        "``",
        "```",
        "```\n",
        "\n```python\n",
        "\n```html\n",
        "\n~~~\n",
    ),
    *(
        "> ",
        "\n> ",
        "\n- ",
        "\n* ",
        "\n1. ",
        "\n2) ",
        "\n# ",
        "\n---\n",
        "\n===\n",
        "|a|b|\n|-|-|\n",
        "\n  - ",
    ),
    *(
        "[",
        "]",
        "(",
        ")",
        "](",
        "[x](http://a.example)",
        '[x](http://a.example "title")',
        "![x](y)",
        "[x]: /y\n",
        "<",
        ">",
        "</",
        "/>",
        "<a href=",
        "<!--",
    ),
    *(
        "http://",
        "https://a.example/",
        "www.a.example",
        "a@b.example",
        "javascript:",
        "data:",
        "//",
        "mailto:",
        "xn--",
    ),
    *(
        "&",
        "&amp;",
        "&lt;",
        "&#0;",
        "&#x3c;",
        "&nbsp;",
        '"',
        "'",
        "=",
        ":",
        ":tada:",
        ":+1:",
        "@",
        "@alice",
        "@everyone",
    ),
    *(
        "<script>",
        "</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=x>",
        "{{",
        "{%",
        "%}",
        "hx-get=",
        "onload=",
    ),
]
PEOPLE = {"alice": Called(3, "<b>Alice</b>"), "everyone": Called("everyone", "everyone")}
ATTRIBUTES = {
    "a": {"href", "target", "rel"},
    "ol": {"start"},
    "span": {"class", "data-person"},
}


class Auditor(HTMLParser):
    """Another reader of HTML than the cleaner."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS, tag
        assert {name for name, _ in attrs} <= ATTRIBUTES.get(tag, set()), attrs
        values = dict(attrs)
        address = values.get("href", "https://")  # one that no browser understands is taken away
        assert address.lower().startswith(("http://", "https://", "mailto:")), values
        assert tag != "a" or values["rel"] == "nofollow noopener noreferrer"
        assert set(values.get("class", "").split()) <= SPANS
        assert values.get("data-person", "3") in {"3", "everyone"}
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def a_text(dice: random.Random) -> str:
    """Short mostly, of a few kinds of pieces; some repeat one thing up to the longest text there is."""
    some = dice.sample(PIECES, dice.randint(1, 8))
    length = dice.choice([5, 20, 20, 60, 200]) if dice.random() < 0.98 else LONGEST
    return "".join(dice.choices(some, k=length))[:LONGEST]


def test_fuzz_whatever_is_typed_becomes_harmless_html_soon(is_long, measured):
    dice = random.Random(20)
    took = []
    for _ in range(ALL_INPUTS if is_long else INPUTS):
        text = a_text(dice)
        before = time.thread_time()
        html = render(text, PEOPLE if names_in(text) else {})
        took.append(time.thread_time() - before)
        auditor = Auditor()
        auditor.feed(html)
        auditor.close()
        assert auditor.open == [], text
        assert auditor.text.strip() or not text.strip(), text
    took.sort()
    p50, p99 = took[len(took) // 2], took[len(took) * 99 // 100]
    measured(
        f"{len(took):,} texts: p50 {p50 * 1000:.2f} ms, p99 {p99 * 1000:.1f} ms, max {took[-1] * 1000:.0f} ms"
    )
    assert p99 <= SLOWEST_P99
