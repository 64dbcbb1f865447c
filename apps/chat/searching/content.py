"""What of a message can be found.

An index of trigrams finds any part of a text from three letters on, in any script. Shorter words have an
index of their own: those of one or two letters as whole words; and where words are written without spaces
between them, each letter and each pair of neighbours, so that 東京 is found wherever it stands.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from apps.chat.searching.fold import fold

TRIGRAM = 3  # letters
# Han, kana, bopomofo and hangul; Thai, Lao, Tibetan, Burmese, Khmer.
WITHOUT_SPACES = (
    "\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
RUN = re.compile(rf"[{WITHOUT_SPACES}]+|[^\W_{WITHOUT_SPACES}]+|[^\w\s]")
UNSPACED = re.compile(rf"[{WITHOUT_SPACES}]")
WORD = re.compile(rf"[^\W_]{{{TRIGRAM}}}")
LINK = re.compile(r'href="https?:', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Content:
    """`short_words` stand between spaces, the first and the last too."""

    text: str
    short_words: str
    has_link: bool


def content_of(body: str, html: str) -> Content:
    text = fold(body)
    words = "".join(f" {word}" for word in dict.fromkeys(_short_words(text)))
    return Content(text, words and f"{words} ", bool(LINK.search(html)))


def has_trigram(term: str) -> bool:
    return bool(WORD.search(term))


def short_words_of(term: str) -> list[str]:
    """What `short_words` of a text has that holds a `term` without a trigram.

    That can be long: to Unicode the vowels and tones of Thai, say, are no letters.
    """
    runs = (run for run in RUN.findall(term) if _is_indexed(run))
    return list(dict.fromkeys(word for run in runs for word in _indexed_as(run)))


def is_findable(term: str) -> bool:
    """Not so a comma, or nothing at all."""
    return len(term) >= TRIGRAM or bool(short_words_of(term))


def _indexed_as(run: str) -> list[str]:
    is_longer = UNSPACED.match(run) and len(run) > 2  # than what is kept of such scripts
    return ["".join(pair) for pair in pairwise(run)] if is_longer else [run]


def _short_words(text: str) -> Iterator[str]:
    for run in RUN.findall(text):
        if UNSPACED.match(run):
            yield from run
            yield from map("".join, pairwise(run))
        elif len(run) < TRIGRAM and _is_indexed(run):
            yield run


def _is_indexed(run: str) -> bool:
    """Words, and of all else symbols alone: a 🎉 is looked for, a comma is not."""
    return run.isalnum() or bool(UNSPACED.match(run)) or unicodedata.category(run[0]) == "So"
