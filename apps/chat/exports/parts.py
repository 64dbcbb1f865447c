"""The messages of an export, in order: direct conversations whole, then what the person wrote elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.chat.models import Kind, Message

BATCH = 200  # messages

DIRECT, OWN = "direct", "own"


@dataclass(frozen=True)
class Part:
    kind: str
    room: int

    @property
    def is_whole(self) -> bool:
        return self.kind == DIRECT


def parts_from(user: User, kind: str, room: int) -> Iterator[Part]:
    """From that one on, itself included; one at a time, as many as there are."""
    if kind == DIRECT:
        yield from _rooms(_directs(user), DIRECT, room)
        room = 0
    elsewhere = user.messages.exclude(room__in=_directs(user))
    yield from _rooms(elsewhere.values_list("room", flat=True), OWN, room)


def batches(user: User, part: Part, after: int) -> Iterator[list[Message]]:
    """The part's messages after that number."""
    told = Message.objects.filter(room=part.room) if part.is_whole else user.messages.filter(room=part.room)
    told = told.select_related("sender").prefetch_related("edits")
    while batch := list(told.after(after)[:BATCH]):
        yield batch
        after = batch[-1].sequence


def _directs(user: User) -> QuerySet[Any, int]:
    return user.memberships.filter(room__kind=Kind.DIRECT).values_list("room", flat=True)


def _rooms(ids: QuerySet[Any, int], kind: str, first: int) -> Iterator[Part]:
    while (room := ids.filter(room__gte=first).order_by("room").first()) is not None:
        yield Part(kind, room)
        first = room + 1
