"""What a poll says of its page, held or not: where it stands, and how it will go on."""

from collections.abc import Mapping
from dataclasses import dataclass

LARGEST = 2**63 - 1  # what both databases can compare with
LONGEST_PAUSE = 3_600_000  # milliseconds
LONGEST_TOKEN = 80


class NotUnderstoodError(ValueError):
    """No page of ours asks like this."""


@dataclass(frozen=True, slots=True)
class Poll:
    """`room` is None on a page without one. `next_ms`: when the page will ask again."""

    room: int | None
    cursor: int
    inbox: str
    roster: str
    away: bool
    next_ms: int


def read_poll(query: Mapping[str, str]) -> Poll:
    """Raises NotUnderstoodError."""
    return Poll(
        room=_number(query, "room") or None,
        cursor=_number(query, "cursor"),
        inbox=_token(query, "inbox"),
        roster=_token(query, "roster"),
        away=query.get("away", "") not in {"", "0"},
        next_ms=min(_number(query, "next"), LONGEST_PAUSE),
    )


def _number(query: Mapping[str, str], name: str) -> int:
    given = query.get(name) or "0"
    if not (given.isascii() and given.isdigit() and len(given) < 20):
        raise NotUnderstoodError(name)
    return min(int(given), LARGEST)


def _token(query: Mapping[str, str], name: str) -> str:
    given = query.get(name, "")
    if len(given) > LONGEST_TOKEN:
        raise NotUnderstoodError(name)
    return given
