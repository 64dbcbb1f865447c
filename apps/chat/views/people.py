"""The search for people, as several pages have it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.accounts.http import AuthedRequest
from apps.accounts.models import User
from apps.chat import selectors
from apps.chat.limits import LOOK_UPS, admit
from apps.chat.problems import TooFast


@dataclass(frozen=True)
class Found:
    """`words` as they were typed; `has_more`: there are others, whom further words would find."""

    words: str
    people: list[User]
    has_more: bool = False
    problem: str = ""


def find_people(request: AuthedRequest) -> Found:
    """By the words of the query's `q`. Codes are looked up as well, so it is counted."""
    words = request.GET.get("q", "").strip()
    if not words:
        return Found("", [])
    try:
        admit(LOOK_UPS, request.user, f"people:{words}")
    except TooFast:
        return Found(words, [], problem=_("That was a bit fast. Try again in a moment."))
    most = selectors.MOST_FOUND
    found = list(selectors.people_for(request.user, words)[: most + 1])
    return Found(words, found[:most], has_more=len(found) > most)
