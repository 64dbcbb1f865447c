"""Taking texts and queries apart: folding, short words, what was typed, and the part that is shown."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.chat.searching.content import content_of, has_trigram, short_words_of
from apps.chat.searching.fold import fold, fold_in_place
from apps.chat.searching.query import MOST_TERMS, Query, parse
from apps.chat.searching.snippet import LONGEST, snippet

pytestmark = pytest.mark.once

TODAY = date(2026, 11, 26)
BERLIN = ZoneInfo("Europe/Berlin")


@given(st.text())
@example("\u01e2")  # Æ with a macron
def test_folding_what_is_folded_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_every_folded_letter_knows_its_place(text):
    folded, places = fold_in_place(text)
    assert len(folded) == len(places)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("we go to the pier", "we go to"),
        ("東京に", "東 京 に 東京 京に"),
        ("v2版本 ok", "v2 版 本 版本 ok"),
        ("party 🎉!", "🎉"),
        ("nothing short", ""),
        ("C++ & a.b", "c a b"),
        ("ok ok OK", "ok"),
    ],
)
def test_short_words(text, words):
    assert content_of(text, "").short_words.split() == words.split()
    assert content_of(text, "").short_words.startswith(" ") == bool(words)


@given(st.text(min_size=1, max_size=2))
@example("0Æ")  # three letters when folded: found by its trigram
@example("ﬀ")
@example("\u0f77")  # a letter and two marks when folded
def test_what_a_short_term_asks_for_is_indexed_of_a_text_that_is_that_term(term):
    indexed = content_of(term, "").short_words.split()
    assert has_trigram(fold(term)) or set(short_words_of(fold(term))) <= set(indexed)


@pytest.mark.parametrize(
    ("html", "has_link"),
    [('<a href="https://x.org">', True), ('<a href="mailto:a@b.c">', False), ("http:", False), ("", False)],
)
def test_a_link(html, has_link):
    assert content_of("", html).has_link is has_link


def at(*day: int, zone=UTC) -> datetime:
    return datetime(*day, tzinfo=zone)


QUERIES = [
    ("anchor Rope", Query(terms=["anchor", "rope"])),
    ('"See  you" there', Query(terms=["see you", "there"])),
    ("“see you”", Query(terms=["see you"])),
    ('"see you', Query(terms=["see you"])),
    ("anchor -rope", Query(terms=["anchor"], excluded=["rope"])),
    ('-"old rope"', Query(excluded=["old rope"])),
    ("well-known", Query(terms=["well-known"])),
    ("- , !", Query()),
    ("from:me", Query(senders=["me"])),
    ("From: @bob rope", Query(senders=["bob"], terms=["rope"])),
    ("from:K7M-2QX", Query(senders=["K7M-2QX"])),
    ('in:"Pier watch" in:@bob', Query(places=["Pier watch", "@bob"])),
    ("has:link", Query(has_link=True)),
    ("https://example.org/x?y", Query(terms=["https://example.org/x?y"])),
    ("note:this", Query(terms=["note:this"])),
    ("before:2026-11-01", Query(until=at(2026, 11, 1))),
    ("after:2026-11-01", Query(since=at(2026, 11, 2))),
    ("on:today", Query(since=at(2026, 11, 26), until=at(2026, 11, 27))),
    ("after:yesterday before:2026-12-01", Query(since=at(2026, 11, 26), until=at(2026, 12, 1))),
    ("before:2026-11-01 before:2026-10-01", Query(until=at(2026, 10, 1))),
]


@pytest.mark.parametrize(("typed", "query"), QUERIES, ids=[typed for typed, _ in QUERIES])
def test_a_query_is_taken_apart(typed, query):
    assert parse(typed, TODAY, UTC) == query


def test_days_begin_where_the_reader_is():
    query = parse("on:2026-03-29", TODAY, BERLIN)  # the day on which clocks go forward
    assert query.since == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert query.until == datetime(2026, 3, 29, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "from:",
        "in:",
        "in:#",
        "has:",
        "has:fun",
        "before:",
        "before:soon",
        "on:2026-13-01",
        "after:0001-01-01",
        "-from:me",
    ],
)
def test_what_is_not_understood_is_said(typed):
    query = parse(f"rope {typed}", TODAY, UTC)
    assert len(query.problems) == 1
    assert query.terms == ["rope"]


@given(st.text())
def test_nothing_breaks_the_parser(typed):
    query = parse(typed, TODAY, BERLIN)
    assert len(query.terms) <= MOST_TERMS
    assert all(fold(term) == term for term in query.terms)


@pytest.mark.parametrize(
    ("body", "terms", "shown"),
    [
        ("The Anchor", ["anchor"], "The <mark>Anchor</mark>"),
        ("Straße", ["strass"], "<mark>Straß</mark>e"),
        ("crème brûlée", ["brulee"], "crème <mark>brûlée</mark>"),
        ("ok, look", ["ok"], "<mark>ok</mark>, look"),
        ("東京へ", ["東京", "京へ"], "<mark>東京へ</mark>"),
        ("a & <b>", ["<b>"], "a &amp; <mark>&lt;b&gt;</mark>"),
        ("two\n lines", ["two lines"], "<mark>two\n lines</mark>"),
        ("no hit", ["other"], "no hit"),
        ("", ["x"], ""),
    ],
)
def test_a_snippet(body, terms, shown):
    assert snippet(body, terms) == shown


def test_of_a_long_text_the_part_around_the_hit_is_shown():
    shown = snippet("before " * 100 + "anchor " + "after " * 100, ["anchor"])
    assert shown.startswith("…before")
    assert "<mark>anchor</mark>" in shown
    assert shown.endswith("…")
    assert len(shown) < LONGEST + 40


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_whatever_it_is_nothing_but_marks_is_markup(body, terms):
    shown = snippet(body, [term for term in map(fold, terms) if term])
    assert "<" not in shown.replace("<mark>", "").replace("</mark>", "")
    assert shown.count("<mark>") == shown.count("</mark>")
