"""A term as conditions on a text: what makes it a hit, and what lets the database's index find it."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import Combinable, RawSQL

from apps.chat.searching.content import TRIGRAM, has_trigram, short_words_of

# The table is named, not aliased: it is always the first of the query.
ON_POSTGRESQL = "array_to_tsvector(string_to_array(btrim(chat_searchtext.short_words), ' ')) @@ %s::tsquery"
ON_SQLITE = (
    "chat_searchtext.message_id IN (SELECT rowid FROM chat_searchtext_{0} WHERE chat_searchtext_{0} MATCH %s)"
)


def holds(term: str) -> Q:
    """True of every hit. On PostgreSQL the index of trigrams answers the part about the text."""
    if has_trigram(term):
        return Q(text__contains=term)
    words = short_words_of(term)
    found = Q() if words == [term] else Q(text__contains=term)
    for word in words:
        found &= Q(short_words__contains=f" {word} ")
    return found


def from_index(term: str) -> Iterator[Combinable]:
    """What has to be asked besides, for the index to answer."""
    words = [] if has_trigram(term) else short_words_of(term)
    if connection.vendor == "postgresql":
        if words:
            yield _raw(ON_POSTGRESQL, " & ".join(f"'{word}'" for word in words))
    elif words:
        yield _raw(ON_SQLITE.format("words"), _all_of(words))
    elif parts := _trigrams(term):
        yield _raw(ON_SQLITE.format("parts"), _all_of(parts))


def _raw(condition: str, value: str) -> RawSQL:
    return RawSQL(condition, [value], output_field=BooleanField())  # noqa: S611 (a text of ours)


def _all_of(words: list[str]) -> str:
    """In FTS5's language, where a quote within quotes is doubled."""
    quoted = [word.replace('"', '""') for word in words]
    return " AND ".join(f'"{word}"' for word in quoted)


def _trigrams(term: str) -> list[str]:
    return list(dict.fromkeys(term[place : place + TRIGRAM] for place in range(len(term) - TRIGRAM + 1)))
