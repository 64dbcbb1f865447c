"""What filters compare: the words that a reader would see, and the places that links lead to.

No pattern and text can be written so that matching takes long: a pattern becomes an expression of ours, in
which what repeats ends where the next thing begins, or after a few letters.
"""

import re
import unicodedata
from html import unescape
from urllib.parse import unquote

from apps.chat.searching.content import WITHOUT_SPACES
from apps.chat.searching.fold import fold

# What is drawn as nothing, as Unicode's Default_Ignorable_Code_Point has it.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
LETTER = rf"[^\W_{WITHOUT_SPACES}]"  # of a script that parts words by spaces
GAP = r"[\W_]+"  # between the words of a phrase: spaces, dots, dashes
STAR = r"[^\W_]{0,40}"
WITHIN_WORDS = re.compile(r"</?(?:strong|em|s|span|a|code)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")
HREF = re.compile(r'href="([^"]*)"')
# As browsers read it: slashes either way and however many, then who, then where.
PLACE = re.compile(r"https?:[/\\]*(?:[^/\\?#]*@)?(\[[^\]]*\]|[^/\\?#:]*)", re.IGNORECASE)
DOTS = str.maketrans("\u3002\uff0e\uff61", "...")


def words_in(html: str) -> str:
    """What stands in a text for its readers, folded: marks within a word are not in their way."""
    return _plain(unescape(TAG.sub(" ", WITHIN_WORDS.sub("", html))))


def places_in(html: str) -> set[str]:
    """The domains that its links lead to."""
    found = (PLACE.match(unescape(href)) for href in HREF.findall(html))
    return {domain(place[1]) for place in found if place}


def word_pattern(typed: str) -> re.Pattern[str]:
    """Finds the word or phrase in what `words_in` gives: whole words, unless a * lets them go on."""
    pieces = [_phrase(piece) for piece in _pieces(typed)]
    return re.compile(_start(typed) + STAR.join(pieces) + _end(typed))


def needle(typed: str) -> str:
    """What every text has, letter by letter, in which the pattern is found: quick to look for first."""
    return max(re.split(r"[ *]+", _plain(typed)), key=len)


def is_word(typed: str) -> bool:
    """Whether there is something to look for, with one * inside of it at most."""
    return 0 < len(_pieces(typed)) <= 2 and all(re.search(r"\S", piece) for piece in _pieces(typed))


def domain(typed: str) -> str:
    """One form for what browsers take for the same host."""
    host = unicodedata.normalize("NFKC", UNSEEN.sub("", unquote(typed))).lower().translate(DOTS)
    return ".".join(_label(label) for label in host.strip(". ").split("."))


def domain_of(typed: str) -> str:
    """The same of what a person types: an address, or a domain with *. before it."""
    found = PLACE.match(typed.strip())
    return domain(found[1] if found else re.split(r"[/?#:]", typed.strip())[0].removeprefix("*."))


def is_within(place: str, domain: str) -> bool:
    return place == domain or place.endswith(f".{domain}")


def _plain(text: str) -> str:
    return fold(text if text.isascii() else UNSEEN.sub("", unicodedata.normalize("NFKC", text)))


def _pieces(typed: str) -> list[str]:
    return [piece for piece in _plain(typed).split("*") if piece]


def _phrase(piece: str) -> str:
    """Beside a sign a space is a space: a gap there could begin with the sign, and be tried in many ways."""
    return re.sub(r"(?<=[^\W_])\\ (?=[^\W_])", lambda _: GAP, re.escape(piece))


def _start(typed: str) -> str:
    text = _plain(typed)
    return rf"(?<!{LETTER})" if re.match(LETTER, text) else ""


def _end(typed: str) -> str:
    text = _plain(typed)
    return rf"(?!{LETTER})" if re.match(LETTER, text[-1:]) else ""


def _label(label: str) -> str:
    """From its form in ASCII, if it has one."""
    if not label.startswith("xn--"):
        return label
    try:
        return unicodedata.normalize("NFKC", label[4:].encode("ascii").decode("punycode"))
    except (UnicodeError, OverflowError):
        return label
