"""Emoji by their names: `:tada:`. The same table fills the page's picker."""

import json
import re

from django.conf import settings
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

TABLE = settings.BASE_DIR / "static" / "emoji.json"
MOST_ALONE = 3  # so many without a word are drawn large
LONGEST_ALONE = 100  # characters of them: families are long
SHORTCODE = re.compile(r":([a-z0-9_+-]{1,48}):")


def _read() -> dict[str, str]:
    groups: dict[str, list[str]] = json.loads(TABLE.read_text(encoding="utf-8"))
    lines = (line.split(" ") for group in groups.values() for line in group)
    return {name: sign for sign, *names in lines for name in names}


EMOJI = _read()
_FIRST = "".join(sorted({sign[0] for sign in EMOJI.values() if not sign[0].isascii()}))
_ONE = rf"[{_FIRST}]\ufe0f?[\U0001f3fb-\U0001f3ff]?"
_SIGN = (
    rf"(?:[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_ONE}[\U000e0020-\U000e007f]*(?:\u200d{_ONE})*)"
)
ALONE = re.compile(rf"\s*(?:{_SIGN}\s*){{1,{MOST_ALONE}}}")


def use(parser: MarkdownIt) -> None:
    parser.core.ruler.after("linkify", "emoji", _name_to_sign)


def is_emoji_alone(text: str) -> bool:
    return len(text) <= LONGEST_ALONE and ALONE.fullmatch(text) is not None


def _name_to_sign(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and ":" in token.content:
            _replace(token.children or [])


def _replace(children: list[Token]) -> None:
    """In text, but not in the text of an address."""
    is_address = False
    for token in children:
        if token.info == "auto":
            is_address = token.nesting > 0
        elif token.type == "text" and not is_address:
            token.content = SHORTCODE.sub(lambda found: EMOJI.get(found[1], found[0]), token.content)
