"""What a name may hold."""

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST_WISH = 24  # characters; six digits may follow
TAKEN = {"unique", "look_alike"}  # codes of refusals that a number behind the name may mend
MOST_MARKS = 3  # combining marks in a row; no living script stacks more

# Control, format (bidi overrides, zero-width), half and private characters, line and paragraph separators.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# Not control or format characters by category, yet drawn as nothing or as a blank.
BLANKS = frozenset(
    map(
        chr,
        [
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
            *range(0x180B, 0x1810),
            *range(0xFE00, 0xFE0F),  # FE0F may stay: it makes a sign an emoji
            *range(0xE0100, 0xE01F0),
        ],
    )
)
# Scripts whose letters pass for each other's; no honest word mixes them.
ALIKE_SCRIPTS = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE", "COPTIC"})


def normalise_username(typed: str) -> str:
    """NFKC, as Django's own user manager does it: full-width letters are not other letters."""
    return unicodedata.normalize("NFKC", typed).strip()


def normalise_name(typed: str) -> str:
    """NFC with single spaces. Control characters stay, to be refused and not hidden."""
    return " ".join(part for part in unicodedata.normalize("NFC", typed).split(" ") if part)


def validate_visible(name: str) -> None:
    """Refuses what can't be seen, what turns the text around it, and towers of marks."""
    if any(unicodedata.category(char) in UNSEEN or char in BLANKS for char in name):
        raise ValidationError(_("Please leave out invisible and control characters."), code="invisible")
    if _longest_run_of_marks(name) > MOST_MARKS:
        raise ValidationError(_("Too many marks on one letter."), code="marks")


def validate_username(name: str) -> None:
    """Letters and digits of one script, and . - _ between. No @: no username poses as an address."""
    validate_visible(name)
    if not all(map(_may_stand, name)):
        raise ValidationError(_("Use letters, digits and . - _ only."), code="characters")
    if name and unicodedata.category(name[0])[0] not in "LN":
        raise ValidationError(_("Begin with a letter or a digit."), code="beginning")
    if len(_scripts(name) & ALIKE_SCRIPTS) > 1:
        raise ValidationError(_("Use the letters of one alphabet only."), code="mixed")


def free_username(wishes: Iterable[str | None], check: Callable[[str], object]) -> str:
    """The first wish, made to fit, that `check` does not refuse; if need be with a number behind it."""
    bases = [base for wish in wishes if len(base := fitting_username(wish or "")) > 1]
    for base in [*bases, "person"]:
        for candidate in _numbered(base):
            try:
                check(candidate)
            except ValidationError as refused:
                if refused.code not in TAKEN:
                    break
            else:
                return candidate
    raise RuntimeError("No free username found.")


def fitting_username(wish: str) -> str:
    """What can be a username of a name or an address: `Ana.Maria@example.org` is `Ana.Maria`."""
    typed = normalise_username(wish).partition("@")[0]
    letters = (char if _may_stand(char) else "." for char in typed)
    return re.sub(r"\.{2,}", ".", "".join(letters)).strip("._-")[:LONGEST_WISH]


def _numbered(base: str) -> Iterator[str]:
    yield base
    yield from (f"{base}{number}" for number in range(2, 10))
    yield from (f"{base}{secrets.randbelow(10**6):06}" for _ in range(10))


def _may_stand(char: str) -> bool:
    return char in "._-" or unicodedata.category(char)[0] in "LMN"


def _longest_run_of_marks(name: str) -> int:
    longest = run = 0
    for char in unicodedata.normalize("NFD", name):
        run = run + 1 if unicodedata.category(char)[0] == "M" else 0
        longest = max(longest, run)
    return longest


def _scripts(name: str) -> set[str]:
    return {unicodedata.name(char, "").split(" ")[0] for char in name if unicodedata.category(char)[0] == "L"}
