"""One form for what people take for the same text: case, width, accents, quotes and spaces don't count."""

import re
import unicodedata

# Only marks that people leave out when they type: those of Thai or Devanagari are letters to their readers.
LEFT_OUT = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f"),
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "\u0131": "i",
        "æ": "ae",
        "œ": "oe",
    }
)


def fold(text: str) -> str:
    """Folding what is folded changes nothing."""
    return " ".join(_fold(text).split())


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = LEFT_OUT.sub("", unicodedata.normalize("NFD", plain))
    return unicodedata.normalize("NFKC", bare.translate(ALIKE)).casefold()


def fold_in_place(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its letters the place in `text` that it comes from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for folded in " " if letter.isspace() else _fold(letter):
            if folded == " " and letters[-1:] in ([], [" "]):
                continue
            letters.append(folded)
            places.append(place)
    return "".join(letters), places
