"""@names: which ones a text may call, and what becomes of them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

EVERYONE = "everyone"
MOST_MENTIONS = 50  # names looked up for one message
LONGEST = 30  # letters of a username
# Not in the middle of a word or an address: mail@example.org calls nobody.
AT = re.compile(r"(?<![\w@.+/-])@(?=[^\W_])")
# The cleaner lets no text through that looks like this: a quotation mark in an attribute is `&quot;`.
MADE = re.compile(r'<span class="mention" data-person="(\w+)">')
# Where somebody was called whose account has been deleted: the name is put in when it is shown.
NOBODY = '<span class="mention"></span>'


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody, or EVERYONE, and the name that is shown."""

    person: int | str
    name: str


def names_in(body: str) -> set[str]:
    """All names that `body` may call, in the form in which `render` looks them up."""
    names: set[str] = set()
    for at in AT.finditer(body):
        if len(names) >= MOST_MENTIONS:
            break
        names.update(name.casefold() for name in _readings(body, at.end()))
    return names


def called_in(html: str) -> tuple[set[int], bool]:
    """Whom a rendered text calls, and whether it calls everyone."""
    called = set(MADE.findall(html))
    return {int(person) for person in called - {EVERYONE}}, EVERYONE in called


def calling(person: int) -> str:
    """What a rendered text holds that calls `person`."""
    return f'<span class="mention" data-person="{person}">'


def without(html: str, person: int) -> str:
    """The rendered text, calling nobody where it called `person`."""
    return re.sub(re.escape(calling(person)) + "[^<]*</span>", NOBODY, html)


def shown(html: str) -> SafeString:
    """The rendered text as it is shown, in the reader's language."""
    if NOBODY not in html:
        return SafeString(html)
    name = escape(gettext("Deleted account"))
    return SafeString(html.replace(NOBODY, f'<span class="mention">@{name}</span>'))


def use(parser: MarkdownIt) -> None:
    parser.core.ruler.after("emoji", "mentions", _mark)


def _mark(state: StateCore) -> None:
    people = state.env["people"]
    for token in state.tokens if people else []:
        if token.type == "inline" and "@" in token.content:
            token.children = list(_marked(token.children or [], people))


def _marked(children: list[Token], people: Mapping[str, Called]) -> Iterator[Token]:
    """The tokens, their texts cut where somebody is called; not within a link."""
    links = 0
    for token in children:
        links += token.nesting if token.type in {"link_open", "link_close"} else 0
        if token.type == "text" and not links:
            yield from _pieces(token, people)
        else:
            yield token


def _pieces(text: Token, people: Mapping[str, Called]) -> Iterator[Token]:
    done = 0
    for at in AT.finditer(text.content):
        for name in _readings(text.content, at.end()):
            if called := people.get(name.casefold()):
                yield _token("text", text.content[done : at.start()])
                yield _token("mention", f"@{called.name}", called.person)
                done = at.end() + len(name)
                break
    yield _token("text", text.content[done:])


def _token(kind: str, content: str, person: int | str = "") -> Token:
    return Token(kind, "", 0, content=content, meta={"person": person})


def _readings(text: str, start: int) -> Iterator[str]:
    """The name that begins at `start`, and what it is without a sentence's dot after it."""
    end = start
    while end < len(text) and end - start < LONGEST and _may_be_in_name(text[end]):
        end += 1
    name = text[start:end]
    if end < len(text) and _may_be_in_name(text[end]):
        return  # longer than any
    yield name
    while name and name[-1] in "._-":
        name = name[:-1]
        yield name


def _may_be_in_name(letter: str) -> bool:
    return letter in "._-" or unicodedata.category(letter)[0] in "LMN"
