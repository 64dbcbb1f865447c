"""What a held poll can be answered: a status, bytes, and when to come back."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import override


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes over the wire; a 200 without a body is a 204. `pace_ms`: when to come back."""

    body: bytes = b""
    status: int = 200
    triggers: tuple[str, ...] = ()
    pace_ms: int = 0


NOTHING = Answer()
BUSY = Answer(status=503)
ROSTER_MOVED = Answer(triggers=("roster-moved",))


def refusal(status: int, sentence: str | Promise, language: str) -> Answer:
    with override(language):
        return Answer(render_to_string("_problem.html", {"sentence": sentence}).encode(), status)
