"""A bound on the work that one text may cause. Counted, not timed: a busy machine renders the same."""

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

MOST_STEPS = 4_000  # looks at a line or at a place in it; a list that fills the longest message takes 2,800
MOST_BLOCKS = 10  # of code in colours
MOST_LINKS = 50  # words that are looked at as addresses; what comes after them stays text


class ExhaustedError(Exception):
    """The text asks for more than it may."""


def fresh() -> dict[str, Any]:
    return {"steps": MOST_STEPS, "links": MOST_LINKS, "blocks": MOST_BLOCKS}


def use(parser: MarkdownIt) -> None:
    parser.inline.ruler.before("text", "budget", _at_a_place)
    parser.block.ruler.before("fence", "budget", _at_a_line, {"alt": ["paragraph", "blockquote", "list"]})


def spend(env: Any, what: str) -> bool:
    """Whether one more of "links" or "blocks" may be looked at."""
    env[what] -= 1
    return bool(env[what] >= 0)


def _at_a_place(state: StateInline, _silent: bool) -> bool:
    return _count(state.env)


def _at_a_line(state: StateBlock, _start: int, _end: int, _silent: bool) -> bool:
    return _count(state.env)


def _count(env: Any) -> bool:
    env["steps"] -= 1
    if env["steps"] < 0:
        raise ExhaustedError
    return False
