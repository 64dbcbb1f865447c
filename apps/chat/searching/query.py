"""What a person typed into the box, taken apart. Knows no rows: names are looked up by find.py."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apps.chat.searching.content import is_findable
from apps.chat.searching.fold import fold

LONGEST = 200  # characters; what is beyond is cut off
MOST_TERMS = 10  # beyond it no search gets any narrower
PIECE = re.compile(
    r"""(?P<minus>-(?=\S))?(?:(?P<key>from|in|before|after|on|has):\s*)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>\S*))""",
    re.IGNORECASE,
)
QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
DAYS_AGO = {"today": 0, "yesterday": 1}

Sentence = str | Promise


@dataclass
class Query:
    """Terms are folded. `since` is inclusive, `until` is not. `problems` say what was not understood."""

    terms: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None
    has_link: bool = False
    problems: list[Sentence] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing in it says what is looked for."""
        return not (self.terms or self.senders or self.places or self.since or self.until or self.has_link)


def parse(typed: str, today: date, zone: tzinfo) -> Query:
    """`today` and every day in the query are days in `zone`."""
    query = Query()
    for piece in PIECE.finditer(typed.translate(QUOTES)[:LONGEST]):
        _add(query, piece, today, zone)
    del query.terms[MOST_TERMS:], query.excluded[MOST_TERMS:]
    return query


def _add(query: Query, piece: re.Match[str], today: date, zone: tzinfo) -> None:
    key, value = (piece["key"] or "").lower(), piece["quoted"] or piece["bare"] or ""
    if key and piece["minus"]:
        query.problems.append(format_lazy(_("Only words can be left out with a minus, not {key}:"), key=key))
    elif key:
        FILTERS[key](query, value.strip(), today, zone)
    elif is_findable(term := fold(value)):
        (query.excluded if piece["minus"] else query.terms).append(term)


def _from(query: Query, value: str, *_day: object) -> None:
    if name := value.removeprefix("@"):
        query.senders.append(name)
    else:
        query.problems.append(_("After from: comes a username, a code or “me”."))


def _in(query: Query, value: str, *_day: object) -> None:
    if value.strip("#@"):
        query.places.append(value)
    else:
        query.problems.append(
            _("After in: comes a room, or @ and a person; a name of several words in quotes.")
        )


def _has(query: Query, value: str, *_day: object) -> None:
    query.has_link = query.has_link or value.lower() in {"link", "links"}
    if not query.has_link:
        query.problems.append(_("After has: only “link” is known: has:link"))


def _before(query: Query, value: str, today: date, zone: tzinfo) -> None:
    if day := _day(query, "before", value, today):
        query.until = _earliest(query.until, _midnight(day, zone))


def _after(query: Query, value: str, today: date, zone: tzinfo) -> None:
    if day := _day(query, "after", value, today):
        query.since = _latest(query.since, _midnight(day + timedelta(days=1), zone))


def _on(query: Query, value: str, today: date, zone: tzinfo) -> None:
    if day := _day(query, "on", value, today):
        query.since = _latest(query.since, _midnight(day, zone))
        query.until = _earliest(query.until, _midnight(day + timedelta(days=1), zone))


FILTERS: dict[str, Callable[[Query, str, date, tzinfo], None]] = {
    "from": _from,
    "in": _in,
    "has": _has,
    "before": _before,
    "after": _after,
    "on": _on,
}


def _day(query: Query, key: str, value: str, today: date) -> date | None:
    if (ago := DAYS_AGO.get(value.lower())) is not None:
        return today - timedelta(days=ago)
    try:
        day = date.fromisoformat(value)
        if 1900 < day.year < 3000:
            return day
    except ValueError:
        pass
    sentence = _("After {key}: comes a day like {example}, or “today” or “yesterday”.")
    query.problems.append(format_lazy(sentence, key=key, example=today.isoformat()))
    return None


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _earliest(one: datetime | None, other: datetime) -> datetime:
    return min(one, other) if one else other


def _latest(one: datetime | None, other: datetime) -> datetime:
    return max(one, other) if one else other
