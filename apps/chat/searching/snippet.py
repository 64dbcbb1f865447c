"""The part of a text around its first hit, with the hits marked: from the plain text, escaped once, here."""

import re
from collections.abc import Iterable, Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.chat.searching.content import TRIGRAM, UNSPACED
from apps.chat.searching.fold import fold_in_place

BEFORE, LONGEST = 80, 280  # letters: before the first hit, and in all
ELLIPSIS = "…"

Span = tuple[int, int]


def snippet(body: str, terms: Iterable[str]) -> SafeString:
    folded, places = fold_in_place(body)
    ends = [*places, len(body)]
    spans = _merged(sorted(span for term in terms for span in _spans(folded, term)))
    hits = [(places[first], ends[last - 1] + 1) for first, last in spans]
    start, end = _window(body, hits[0][0] if hits else 0)
    shown = [(max(first, start), min(last, end)) for first, last in hits if first < end]
    return format_html_join("", "{}", ((piece,) for piece in _pieces(body, start, end, shown)))


def _spans(folded: str, term: str) -> Iterator[Span]:
    """Of a short word whole words alone, as they are found."""
    pattern = re.escape(term)
    if len(term) < TRIGRAM and term.isalnum() and not UNSPACED.search(term):
        pattern = rf"(?<![^\W_]){pattern}(?![^\W_])"
    return (found.span() for found in re.finditer(pattern, folded))


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for first, last in spans:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _window(body: str, hit: int) -> Span:
    """Begins at a word, if one begins near."""
    start = max(0, hit - BEFORE)
    if start:
        start += max(0, body.find(" ", start, hit) + 1 - start)
    return start, min(len(body), start + LONGEST)


def _pieces(body: str, start: int, end: int, hits: list[Span]) -> Iterator[str]:
    if start:
        yield ELLIPSIS
    at = start
    for first, last in hits:
        yield body[at:first]
        yield format_html("<mark>{}</mark>", body[first:last])
        at = last
    yield body[at:end]
    if end < len(body):
        yield ELLIPSIS
