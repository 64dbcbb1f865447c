"""Which usernames look the same.

`skeleton` follows UTS 39 §4 (decompose, replace look-alikes, compare), made coarser: case and accents don't
count, and the table is a short one of our own. It must be idempotent: a canonical form that changes when it
is taken twice has cost others an account takeover.
"""
# ruff: noqa: RUF001 (look-alikes are what this file is about)

import unicodedata

LONGEST = 120  # a username's 30 letters: "m" becomes two, a Hangul syllable three

# Accents decorate a letter. Vowel signs of other scripts are letters to their readers, so they stay.
ACCENTS = frozenset(
    chr(code)
    for first, last in ((0x0300, 0x036F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF))
    for code in range(first, last + 1)
)

# A shape: the case-folded letters that share it. Small or capital: a name is read in both.
ALIKE = {
    "a": "αаɑ",
    "b": "вβьƅ",
    "c": "сϲ",
    "d": "ԁđɗ",
    "e": "еεє",
    "f": "ƒғϝ",
    "g": "ɡɢց",
    "h": "һհħн",
    "i": "1l|ıɩιіӏǀł",
    "j": "јյϳ",
    "k": "κкĸқ",
    "n": "ηпոռŋ",
    "o": "0οоօøө",
    "p": "ρрքþ",
    "q": "ԛզ",
    "r": "гʀ",
    "s": "ѕ",
    "t": "τтŧ",
    "u": "υսц",
    "v": "νѵ",
    "x": "χхҳ",
    "y": "уүγ",
    "z": "ᴢƶ",
    "rn": "mм",
    "vv": "wωшԝա",
    "ae": "æӕ",
    "oe": "œ",
    "3": "зɜʒ",
}
SHAPES = str.maketrans({letter: shape for shape, letters in ALIKE.items() for letter in letters})


def skeleton(name: str) -> str:
    """Equal for names that look alike. Repeated until it stands still, which makes it idempotent."""
    while (simpler := _simplify(name)) != name:
        name = simpler
    return name


def _simplify(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(char for char in letters if char not in ACCENTS).translate(SHAPES)
