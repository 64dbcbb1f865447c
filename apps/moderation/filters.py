"""What filters say of a text. Each process keeps them compiled, and asks now and then for changes."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction

from apps.accounts.models import User
from apps.accounts.screening import PASSED, Verdict
from apps.moderation.filters_text import is_within, needle, places_in, word_pattern, words_in
from apps.moderation.models import Filter

CHECK_EVERY = 5.0  # seconds; until then a change by another process is not known here
VERSION = "moderation:filters"  # in the cache: another one when something has changed
VERSION_KEPT = 600  # seconds; should a process die between its commit and this, that is how long it lasts


@dataclass(frozen=True)
class Compiled:
    filter: Filter
    word: re.Pattern[str] | None = None  # none: it looks for links
    needle: str = ""

    def finds(self, words: str, places: set[str]) -> bool:
        if self.word:
            return self.needle in words and bool(self.word.search(words))
        return any(is_within(place, self.filter.pattern) for place in places)


@dataclass
class _Kept:
    compiled: tuple[Compiled, ...] = ()
    version: str = ""
    checked_at: float | None = None


_kept = _Kept()


def judge(author: User, html: str) -> Verdict:
    """Without filters it costs nothing."""
    compiled = [one for one in _current() if not (author.is_staff and one.filter.exempts_staff)]
    return verdict_of(_finding(compiled, html)) if compiled else PASSED


def found_in(html: str) -> list[Filter]:
    """All that find something, those too that are not active: for trying them out."""
    return _finding(_compile(Filter.objects.order_by("pk")), html)


def verdict_of(found: Iterable[Filter]) -> Verdict:
    """What comes of a text in which all these were found: the gravest effect counts."""
    by_effect: dict[str, list[Filter]] = {}
    for one in found:
        by_effect.setdefault(one.effect, []).append(one)
    refusing = by_effect.get(Filter.Effect.REFUSE, [])
    return Verdict(
        found=tuple(one.pattern for several in by_effect.values() for one in several),
        refuses=bool(refusing),
        holds=Filter.Effect.HOLD in by_effect,
        reason=next((one.reason for one in refusing if one.reason), ""),
    )


def note_change() -> None:
    """After a filter was changed: every process reads them anew. Call it in that transaction."""
    transaction.on_commit(spread)


def spread() -> None:
    """What was committed holds here at once, and elsewhere with the next check."""
    cache.set(VERSION, uuid4().hex, VERSION_KEPT)
    _kept.checked_at = None


def _current() -> tuple[Compiled, ...]:
    now = time.monotonic()
    if _kept.checked_at is None or now - _kept.checked_at > CHECK_EVERY:
        _refresh(now)
    return _kept.compiled


def _refresh(now: float) -> None:
    """The version is read before the filters: what changes in between is read again at the next check."""
    version = cache.get(VERSION)
    if version is None:
        version = uuid4().hex
        cache.add(VERSION, version, VERSION_KEPT)
    if version != _kept.version:
        _kept.compiled = tuple(_compile(Filter.objects.active().order_by("pk")))
        _kept.version = version
    _kept.checked_at = now


def _compile(filters: Iterable[Filter]) -> list[Compiled]:
    return [_compiled(one) for one in filters]


def _compiled(one: Filter) -> Compiled:
    if one.kind == Filter.Kind.DOMAIN:
        return Compiled(one)
    return Compiled(one, word_pattern(one.pattern), needle(one.pattern))


def _finding(compiled: Iterable[Compiled], html: str) -> list[Filter]:
    words, places = words_in(html), places_in(html)
    return [one.filter for one in compiled if one.finds(words, places)]
