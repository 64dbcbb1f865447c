"""What a live process remembers of rooms: how far each followed one is, and who is in which."""

from collections.abc import Iterable

from apps.chat.live.people import Person
from apps.chat.models import Membership, Room
from apps.chat.selectors import Numbers

MOST_PEOPLE = 20_000
CHUNK = 500  # ids in one query


class Memory:
    """How far rooms are is changed in the event loop alone: by hints, looks and what a batch has read."""

    def __init__(self) -> None:
        self.numbers: dict[int, Numbers] = {}
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

    def forget_all_but(self, followed: Iterable[int]) -> None:
        """Forgets rooms that nobody followed, now and at the last call; many come back in a moment."""
        unfollowed = self.numbers.keys() - followed
        for room in unfollowed & self._unfollowed:
            del self.numbers[room]
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
    return Numbers(room.last_sequence, room.last_revision, room.kind)


def read_numbers(rooms: Iterable[int]) -> dict[int, Numbers]:
    ids = list(rooms)
    fields = ("pk", "last_sequence", "last_revision", "kind")
    found: dict[int, Numbers] = {}
    for start in range(0, len(ids), CHUNK):
        rows: Iterable[tuple[int, int, int, str]] = Room.objects.filter(
            pk__in=ids[start : start + CHUNK]
        ).values_list(*fields)
        found |= {pk: Numbers(sequence, revision, kind) for pk, sequence, revision, kind in rows}
    return found
