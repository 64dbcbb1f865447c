"""What a message's text becomes."""

from html import unescape

import pytest

from apps.chat.forms import LONGEST
from apps.chat.markup import Called, called_in, names_in, render

LINK = 'target="_blank" rel="nofollow noopener noreferrer"'
PEOPLE = {"alice": Called(3, "Alice & Co"), "jo.do": Called(4, "Jo"), "ольга": Called(5, "Ольга")}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** and *italic* and ~~gone~~", "<strong>bold</strong> and <em>italic</em> and <s>gone</s>"),
        ("`a  <b>`", "<code>a  &lt;b&gt;</code>"),
        ("> said\n> so\n\nyes", "<blockquote><p>said\nso</p></blockquote><p>yes</p>"),
        ("- one\n- two\n  - deep", "<ul><li>one</li><li>two<ul><li>deep</li></ul></li></ul>"),
        ("3. three\n4. four", '<ol start="3"><li>three</li><li>four</li></ol>'),
        ("# Title\ntext", "<p><strong>Title</strong></p><p>text</p>"),
        ("[docs](https://example.org)", f'<a href="https://example.org" {LINK}>docs</a>'),
        ("```\nx  <y>\n\n  z\n```", "<pre><code>x  &lt;y&gt;\n\n  z</code></pre>"),
        ("one\ntwo", "one\ntwo"),
        ("one\n\n\ntwo", "<p>one</p><p>two</p>"),
        ("one\n  two", "one\n  two"),
        (r"\*not bold\*", "*not bold*"),
        ('[x](https://example.org "title")', f'<a href="https://example.org" {LINK}>x</a>'),
    ],
)
def test_what_people_type_in_a_chat(text, html):
    assert render(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "snake_case_name and 5 * 3 * 2",
        ">_<",
        "#hashtag",
        "above\n---",
        "above\n===",
        "***",
        "[a]: /example",
        "|a|b|\n|-|-|\n|1|2|",
        "-",
        "1.",
        "+",
        "~",
        "README.md and main.py",
        "12:30:45",
        "&nbsp; &amp; &#60;",
        ":no_such_name:",
    ],
)
def test_what_stays_as_it_was_typed(text):
    assert unescape(render(text)) == text


@pytest.mark.parametrize(
    "text", ["```\n```", "> ", "- ", "[](https://example.org)", "> >", "*\n*", "#", "```"]
)
def test_no_message_is_empty(text):
    assert unescape(render(text)).startswith(text.split()[0])


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("see https://example.org/a?b=1&c=2.", "https://example.org/a?b=1&amp;c=2"),
        ("(http://example.org/x_(y))", "http://example.org/x_(y)"),
        ("https://example.org/*a*_b_", "https://example.org/*a*_b_"),
        ("www.example.org", "http://www.example.org"),
        ("example.org/path", "http://example.org/path"),
        ("write to a@example.org", "mailto:a@example.org"),
        ("HTTPS://EXAMPLE.ORG/", "HTTPS://EXAMPLE.ORG/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("**https://example.org**", "https://example.org"),
        ("<https://example.org>", "https://example.org"),
    ],
)
def test_addresses_become_links(text, link):
    assert f'<a href="{link}" {LINK}>' in render(text)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc",
        "//example.org",
        "/logout/",
        "#x",
    ],
)
def test_no_other_address_is_a_link(address):
    assert "<a" not in render(f"[x]({address}) <{address}>")


def test_code_has_colours_where_its_language_is_known():
    html = render("```python\ndef f():\n    return 'x' # why\n```")
    assert '<span class="code-keyword">def</span> <span class="code-name">f</span>' in html
    assert "\n    <span" in html
    assert render("```klingon\nqapla\n```") == "<pre><code>qapla</code></pre>"
    assert render("```python onload=x\n1\n```").startswith("<pre><code><span")


def test_emoji_by_their_names_but_not_in_code_or_an_address():
    assert render(":tada: done") == "🎉 done"
    assert render("`:tada:`") == "<code>:tada:</code>"
    assert render("```\n:tada:\n```") == "<pre><code>:tada:</code></pre>"
    assert ">https://example.org/:tada:/<" in render("https://example.org/:tada:/")
    assert render("**:+1:** :-1:") == "<strong>👍</strong> 👎"


@pytest.mark.parametrize("text", ["🎉", ":tada:", "👍 👍 👍", "👩‍👩‍👧‍👦", "🇩🇪", "❤️", "👍🏽", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])
def test_up_to_three_emoji_alone_are_large(text):
    assert render(text).startswith('<span class="jumbo">')


@pytest.mark.parametrize("text", ["🎉 yes", "🎉🎉🎉🎉", "1", "12", "#", "*", "©x", "👍👍👍👍"])
def test_others_are_not(text):
    assert "jumbo" not in render(text)


# --- Names ------------------------------------------------------------------------------------------------

ALICE = '<span class="mention" data-person="3">@Alice &amp; Co</span>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("@alice", ALICE),
        ("@Alice: hello", f"{ALICE}: hello"),
        ("ask @alice.", f"ask {ALICE}."),
        ("*@alice*", f"<em>{ALICE}</em>"),
        ("(@alice)", f"({ALICE})"),
        ("@alice @alice", f"{ALICE} {ALICE}"),
        ("@jo.do.", '<span class="mention" data-person="4">@Jo</span>.'),
        ("@Ольга!", '<span class="mention" data-person="5">@Ольга</span>!'),
    ],
)
def test_members_are_called_by_name(text, html):
    assert {"alice", "jo.do", "ольга"} & names_in(text)
    assert render(text, PEOPLE) == html


@pytest.mark.parametrize(
    "text",
    [
        *("@bob", "@alicexyz", "a@alice", "`@alice`", "@@alice", "a.b@alice.com", "@ alice"),
        "[@alice](https://example.org)",
    ],
)
def test_others_stay_text(text):
    assert "mention" not in render(text, PEOPLE)


def test_whom_a_text_calls_is_read_from_what_it_became():
    html = render("@alice and @Jo.Do", PEOPLE)
    assert called_in(html) == ({3, 4}, False)
    forged = '<span class="mention" data-person="9">'
    assert called_in(render(f'{forged} [x](https://e.org/"{forged}) https://e.org/"{forged}')) == (
        set(),
        False,
    )


def test_no_text_asks_for_more_names_than_are_looked_up():
    assert len(names_in(" ".join(f"@name{n}" for n in range(3000)))) <= 60


# --- Bounds -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["> " * 40 + "deep", "- " * 40 + "deep", "[" * LONGEST, "*a_b`c[d](e" * 900])
def test_what_would_take_too_long_or_lie_too_deep_is_shown_as_typed(text):
    assert unescape(render(text)) == text


def test_deep_but_not_too_deep_is_shown_in_full():
    assert "the innermost" in render("> " * 6 + "the innermost")


def test_the_longest_ordinary_texts_are_not_cut_down():
    assert render(("A **bold** word, `code` and text.\n" * 400)[:LONGEST]).count("<strong>") > 250
    assert render(("- item with *some* more text in it\n" * 400)[:LONGEST]).count("<li>") > 250
