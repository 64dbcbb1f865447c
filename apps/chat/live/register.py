from collections import defaultdict
from collections.abc import Iterable

from apps.chat.live.examine import Finding
from apps.chat.live.waiter import Waiter


class Register:
    """Who waits, found by room and by person."""

    def __init__(self) -> None:
        self._everybody: dict[Waiter, None] = {}  # in the order of arrival
        self._in_room: defaultdict[int, set[Waiter]] = defaultdict(set)
        self._of_person: defaultdict[int, set[Waiter]] = defaultdict(set)

    def __len__(self) -> int:
        return len(self._everybody)

    def __contains__(self, waiter: Waiter) -> bool:
        return waiter in self._everybody

    @property
    def everybody(self) -> list[Waiter]:
        """Who has waited longest comes first."""
        return list(self._everybody)

    @property
    def rooms(self) -> Iterable[int]:
        """Those that somebody follows."""
        return self._in_room.keys()

    def add(self, waiter: Waiter) -> None:
        """By the room it asks for; nobody has checked yet whether it may."""
        self._everybody[waiter] = None
        if waiter.room is not None:
            self._in_room[waiter.room].add(waiter)

    def follow(self, waiter: Waiter, finding: Finding) -> None:
        """By its person and all of their rooms, now that they are known."""
        if finding.person is None:
            return
        waiter.person_id = finding.person.id
        waiter.language = finding.person.language or waiter.language
        waiter.rooms = finding.rooms
        self._of_person[finding.person.id].add(waiter)
        for room in finding.rooms:
            self._in_room[room].add(waiter)

    def remove(self, waiter: Waiter) -> None:
        self._everybody.pop(waiter, None)
        if waiter.person_id is not None:
            _discard(self._of_person, waiter.person_id, waiter)
        for room in {*waiter.rooms, waiter.room or 0}:
            _discard(self._in_room, room, waiter)

    def overdue(self, now: float) -> list[Waiter]:
        """Who has been held long enough; all are held for the same time."""
        overdue = []
        for waiter in self._everybody:
            if waiter.deadline > now:
                break
            overdue.append(waiter)
        return overdue

    def in_room(self, room: int) -> list[Waiter]:
        return list(self._in_room.get(room, ()))

    def of_person(self, person: int | None) -> list[Waiter]:
        return list(self._of_person.get(person or 0, ()))


def _discard(index: dict[int, set[Waiter]], key: int, waiter: Waiter) -> None:
    waiters = index.get(key)
    if waiters is None:
        return
    waiters.discard(waiter)
    if not waiters:
        del index[key]
