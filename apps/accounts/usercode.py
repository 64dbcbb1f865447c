"""The short code by which a person is reached."""

import secrets
from collections.abc import Callable

from django.db import IntegrityError, transaction

LENGTH = 6
# One of each group that tired eyes mix up, or none: no 0 O, no 1 I L, 2 for Z, 5 for S, 8 for B, U for V.
ALPHABET = "23456789ACDEFGHJKMNPQRTUWXY"
DRAWS = 50  # a safeguard against looping; of 387 million codes the second draw is already rare
DASHES = "-\u2010\u2011\u2012\u2013\u2014"


def draw() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalise(typed: str) -> str:
    """The code in what people type or paste: "k7m-2qx", " K7M 2QX"."""
    return "".join(char for char in typed.upper() if char not in DASHES and not char.isspace())


def write_with_free_code(write: Callable[[str], object], first: str, is_taken: Callable[[str], bool]) -> None:
    """Writes with `first`, or with another code while somebody has the one tried.

    The constraint decides, not a look beforehand: two people can draw the same code at the same moment. Each
    try has a savepoint of its own, or PostgreSQL would refuse everything after the first refusal.
    """
    code = first
    for _attempt in range(DRAWS):
        try:
            with transaction.atomic():
                write(code)
            return
        except IntegrityError:
            if not is_taken(code):
                raise
            code = draw()
    raise RuntimeError("No free usercode found.")
