"""Which addresses become links."""

import re
from collections.abc import Iterator
from typing import Any

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from apps.chat.markup.budget import spend

LONGEST = 1_000  # characters of an address
SCHEMES = frozenset({"http", "https", "mailto"})
ALLOWED = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
WHOLE = re.compile(r"\S+")
HINT = re.compile(r"\w[.@]\w")
# A bare name with such an ending is mostly a file's, though a country has it too.
FILE = re.compile(r"[^/?#]+\.(?:ai|am|cc|in|md|mk|pl|pm|ps|py|rs|sh|so)", re.IGNORECASE)
FINDER = LinkifyIt()


def is_allowed(url: str) -> bool:
    """Whether it leads to the web or to a mailbox: to no script, no file, no address that is not whole."""
    return bool(ALLOWED.match(url))


def use(parser: MarkdownIt) -> None:
    parser.validateLink = is_allowed  # type: ignore[method-assign]
    parser.inline.ruler.at("linkify", _whole_address)
    parser.core.ruler.at("linkify", _bare_names)
    parser.enable("linkify")


def _whole_address(state: StateInline, silent: bool) -> bool:
    """One with its scheme, before its * and _ are taken for emphasis."""
    if state.linkLevel > 0 or not state.src.startswith("://", state.pos):
        return False
    scheme = next((name for name in ("https", "http") if state.pending[-5:].lower().endswith(name)), "")
    start = state.pos - len(scheme)
    word = WHOLE.match(state.src, start, start + LONGEST)
    if not scheme or not word or not spend(state.env, "links"):
        return False
    found = FINDER.match_at_start(word[0])
    url = found.url.rstrip("*") if found else ""
    href = state.md.normalizeLink(url)
    if not is_allowed(href):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme)]
        if state.pending:
            state.pushPending()
        state.tokens += _link(href, url, state.level)
    state.pos = start + len(url)
    return True


def _bare_names(state: StateCore) -> None:
    """www.example.org and a@example.org"""
    for token in state.tokens:
        if token.type == "inline" and HINT.search(token.content):
            token.children = list(_linked(token.children or [], state))


def _linked(children: list[Token], state: StateCore) -> Iterator[Token]:
    links = 0
    for token in children:
        links += token.nesting if token.type in {"link_open", "link_close"} else 0
        if token.type == "text" and not links:
            yield from _pieces(token, state)
        else:
            yield token


def _pieces(text: Token, state: StateCore) -> Iterator[Token]:
    done = 0
    for word in WHOLE.finditer(text.content):
        for link in _links_in(word[0], state.env):
            yield _text(text.content[done : word.start() + link.index], text.level)
            yield from _link(state.md.normalizeLink(link.url), link.text, text.level)
            done = word.start() + link.last_index
    yield _text(text.content[done:], text.level)


def _links_in(word: str, env: Any) -> list[Any]:
    if len(word) > LONGEST or not HINT.search(word) or not spend(env, "links"):
        return []
    return [link for link in FINDER.match(word) or [] if _is_wanted(link)]


def _is_wanted(link: Any) -> bool:
    return not FILE.fullmatch(link.text) if not link.schema else is_allowed(link.url)


def _link(href: str, text: str, level: int) -> list[Token]:
    return [
        Token("link_open", "a", 1, attrs={"href": href}, level=level, info="auto"),
        _text(text, level + 1),
        Token("link_close", "a", -1, level=level, info="auto"),
    ]


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)
