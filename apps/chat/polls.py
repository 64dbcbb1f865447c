"""What a poll says of its page, held or not: where it stands, and how it will go on."""

from collections.abc import Mapping
from dataclasses import dataclass

from apps.chat.receipts import Receipts

LONGEST_PAUSE = 3_600_000  # milliseconds
LONGEST = 80  # characters of a token or a number; whatever it names, no page of ours has more
LONGEST_LIST = 400


class NotUnderstoodError(ValueError):
    """No page of ours asks like this."""


@dataclass(frozen=True, slots=True)
class Poll:
    """`room` is None on a page without one. `next_ms`: when the page will ask again.

    `typing`: who it shows as typing. `receipts` is None where it has no place for them.
    """

    room: int | None
    cursor: int
    inbox: str
    roster: str
    away: bool
    next_ms: int
    typing: frozenset[int] = frozenset()
    receipts: Receipts | None = None


def read_poll(query: Mapping[str, str]) -> Poll:
    """Raises NotUnderstoodError."""
    return Poll(
        room=_number(query, "room", least=1) if query.get("room") else None,
        cursor=_number(query, "cursor"),
        inbox=_token(query, "inbox"),
        roster=_token(query, "roster"),
        away=query.get("away", "") not in {"", "0"},
        next_ms=_number(query, "next", most=LONGEST_PAUSE),
        typing=frozenset(_numbers(query, "typing", ",")),
        receipts=_receipts(_numbers(query, "receipts", ".")),
    )


def _receipts(numbers: list[int]) -> Receipts | None:
    return Receipts(*numbers) if len(numbers) == 2 else None


def _numbers(query: Mapping[str, str], name: str, separator: str) -> list[int]:
    parts = _token(query, name, LONGEST_LIST).split(separator)
    return [_whole(part, name) for part in parts if part]


def _number(query: Mapping[str, str], name: str, *, least: int = 0, most: int | None = None) -> int:
    number = _whole(query.get(name) or "0", name)
    if number < least or (most is not None and number > most):
        raise NotUnderstoodError(name)
    return number


def _whole(given: str, name: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) <= LONGEST):
        raise NotUnderstoodError(name)
    return int(given)


def _token(query: Mapping[str, str], name: str, longest: int = LONGEST) -> str:
    given = query.get(name, "")
    if len(given) > longest or not given.isprintable():
        raise NotUnderstoodError(name)
    return given
