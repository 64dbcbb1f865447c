"""Long lists by name, one part at a time.

A part begins after the last row of the one before: however long the list, it costs the same, and what comes
or goes meanwhile shifts nothing.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import F, Model, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Lower, NullIf

ROWS_AT_ONCE = 50

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Part(Generic[Row]):
    """`next`: the id of the row after which more stand, None at the end."""

    rows: list[Row]
    next: int | None


def part_of(rows: QuerySet[Row], name: Combinable, after: int | None) -> Part[Row]:
    """Ordered by `name`. From the beginning where `after` is None, or no row any more."""
    named = rows.annotate(by_name=Lower(name)).order_by("by_name", "pk")
    last = named.filter(pk=after).values_list("by_name", flat=True).first() if after else None
    if last is not None:
        named = named.filter(Q(by_name__gt=last) | Q(by_name=last, pk__gt=after))
    found = list(named[: ROWS_AT_ONCE + 1])
    shown = found[:ROWS_AT_ONCE]
    return Part(shown, shown[-1].pk if len(found) > ROWS_AT_ONCE else None)


def display_name(prefix: str = "") -> Coalesce:
    """What others see of a person: `prefix` leads to the person's row, "user__" say."""
    return Coalesce(NullIf(F(f"{prefix}name"), Value("")), F(f"{prefix}username"))


def named(words: str, prefix: str = "") -> Q:
    """People in whose names all of `words` are found."""
    found = Q()
    for word in words.split():
        found &= Q(**{f"{prefix}name__icontains": word}) | Q(**{f"{prefix}username__icontains": word})
    return found
