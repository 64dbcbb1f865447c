"""What a live process remembers of rooms: how far each followed one is, and who is in which."""

from collections.abc import Iterable

from apps.chat.live.people import Person
from apps.chat.models import Membership, Room
from apps.chat.selectors import Numbers

MOST_PEOPLE = 20_000
CHUNK = 500  # ids in one query


class Memory:
    """Filled by the examiner's thread, kept current by hints and the safety look."""

    def __init__(self) -> None:
        self.numbers: dict[int, Numbers] = {}
        # By person and inbox number: joining and leaving raise that number, so an entry is never wrong.
        self._rooms: dict[tuple[int, int], tuple[int, ...]] = {}

    def rooms_of(self, person: Person) -> tuple[int, ...]:
        return self._rooms[person.id, person.inbox]

    def learn_rooms(self, people: Iterable[Person]) -> None:
        new = {(person.id, person.inbox) for person in people} - self._rooms.keys()
        if not new:
            return
        if len(self._rooms) > MOST_PEOPLE:
            self._rooms.clear()
        rooms: dict[int, list[int]] = {}
        rows = Membership.objects.filter(user__in=[user for user, _ in new]).order_by("pk")
        for user, room in rows.values_list("user_id", "room_id"):
            rooms.setdefault(user, []).append(room)
        self._rooms |= {(user, inbox): tuple(rooms.get(user, ())) for user, inbox in new}

    def learn_numbers(self, rooms: Iterable[int]) -> None:
        if unknown := set(rooms) - self.numbers.keys():
            self.numbers |= read_numbers(unknown)

    def hear(self, room: int, numbers: Numbers) -> bool:
        """Takes what a hint or a look says. Returns whether it was news."""
        known = self.numbers.get(room)
        if known is None or known.last_revision >= numbers.last_revision:
            return False
        self.numbers[room] = numbers
        return True

    def forget(self, room: int) -> None:
        self.numbers.pop(room, None)


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
