"""What a live process remembers of rooms: how far each followed one is, and who is in which."""

import time
from collections.abc import Iterable, Mapping

from django.conf import settings

from apps.chat.live.people import Person
from apps.chat.models import Membership, Room
from apps.chat.receipts import Marks
from apps.chat.selectors import Numbers

MOST_PEOPLE = 20_000
CHUNK = 500  # ids in one query


class Memory:
    """How far rooms are is changed in the event loop alone: by hints, looks and what a batch has read."""

    def __init__(self) -> None:
        self.numbers: dict[int, Numbers] = {}
        self.marks: dict[int, Marks | None] = {}
        self.breaks = 0  # how often hints were missed
        self._typing: dict[int, float] = {}  # room → until when somebody may be typing there
        self._stirred: set[int] = set()  # whose marks moved while a batch is out
        self._unfollowed: set[int] = set()

    def hear(self, room: int, numbers: Numbers) -> bool:
        """Takes what a hint, a look or a batch says. Returns whether it was news.

        Of rooms that nobody follows too: a batch may be reading them this moment, and be too early.
        """
        known = self.numbers.get(room)
        if known is not None and known.last_revision >= numbers.last_revision:
            return False
        self.numbers[room] = numbers
        return True

    def is_typing(self, room: int | None) -> bool:
        """Whether it is worth asking who."""
        return self._typing.get(room or 0, 0) > time.monotonic()

    def hear_typing(self, room: int) -> None:
        if room in self.numbers:
            self._typing[room] = time.monotonic() + settings.TYPING_LASTS

    def hear_receipts(self, room: int) -> None:
        self.marks.pop(room, None)
        if room in self.numbers:
            self._stirred.add(room)

    def learn_marks(self, read: Mapping[int, Marks | None]) -> None:
        """What a batch has read, unless it moved meanwhile."""
        self.marks |= {room: marks for room, marks in read.items() if room not in self._stirred}
        self._stirred.clear()

    def begin_anew(self) -> None:
        """Hints were missed."""
        self.breaks += 1
        self._stirred |= self.marks.keys()
        self.marks.clear()

    def forget_all_but(self, followed: Iterable[int]) -> None:
        """Forgets rooms that nobody followed, now and at the last call; many come back in a moment."""
        unfollowed = self.numbers.keys() - followed
        for room in unfollowed & self._unfollowed:
            del self.numbers[room]
            self.marks.pop(room, None)
            self._typing.pop(room, None)
        self._unfollowed = unfollowed


class Memberships:
    """Who is in which room; the examiner's alone.

    By person and inbox number: joining and leaving raise that number in their own transaction, so what
    was read after the number is never older than it.
    """

    def __init__(self) -> None:
        self._rooms: dict[tuple[int, int], tuple[int, ...]] = {}

    def of(self, person: Person) -> tuple[int, ...]:
        return self._rooms[person.id, person.inbox]

    def learn(self, people: Iterable[Person]) -> None:
        wanted = {(person.id, person.inbox) for person in people}
        if len(self._rooms) > MOST_PEOPLE:
            self._rooms.clear()
        new = {one for one in wanted if one not in self._rooms}
        if not new:
            return
        rooms: dict[int, list[int]] = {}
        rows = Membership.objects.filter(user__in=[user for user, _ in new]).order_by("pk")
        for user, room in rows.values_list("user_id", "room_id"):
            rooms.setdefault(user, []).append(room)
        self._rooms |= {(user, inbox): tuple(rooms.get(user, ())) for user, inbox in new}


def numbers_in(room: Room) -> Numbers:
    return Numbers(room.last_sequence, room.last_revision, room.kind, room.last_sender_id)


def read_numbers(rooms: Iterable[int]) -> dict[int, Numbers]:
    ids = list(rooms)
    found: dict[int, Numbers] = {}
    for start in range(0, len(ids), CHUNK):
        rows = Room.objects.filter(pk__in=ids[start : start + CHUNK])
        found |= {pk: Numbers(*numbers) for pk, *numbers in rows.values_list("pk", *Numbers.__slots__)}
    return found
