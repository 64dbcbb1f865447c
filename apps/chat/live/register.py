from collections import defaultdict

from apps.chat.live.examine import Finding
from apps.chat.live.waiter import Waiter


class Register:
    """Who waits, found by room and by person."""

    def __init__(self) -> None:
        self.everybody: set[Waiter] = set()
        self._in_room: defaultdict[int, set[Waiter]] = defaultdict(set)
        self._of_person: defaultdict[int, set[Waiter]] = defaultdict(set)

    def __len__(self) -> int:
        return len(self.everybody)

    def __contains__(self, waiter: Waiter) -> bool:
        return waiter in self.everybody

    def add(self, waiter: Waiter) -> None:
        """By the room it asks for; nobody has checked yet whether it may."""
        self.everybody.add(waiter)
        if waiter.asking.poll.room is not None:
            self._in_room[waiter.asking.poll.room].add(waiter)

    def follow(self, waiter: Waiter, finding: Finding) -> None:
        """By all of its person's rooms, now that they are known."""
        waiter.is_new = False
        waiter.rooms = finding.rooms
        for room in finding.rooms:
            self._in_room[room].add(waiter)
        if finding.person:
            waiter.person_id = finding.person.id
            self._of_person[finding.person.id].add(waiter)

    def remove(self, waiter: Waiter) -> list[int]:
        """Returns the rooms that nobody follows any more."""
        self.everybody.discard(waiter)
        if waiter.person_id is not None:
            _discard(self._of_person, waiter.person_id, waiter)
        rooms = {*waiter.rooms, waiter.asking.poll.room or 0}
        return [room for room in rooms if _discard(self._in_room, room, waiter)]

    def in_room(self, room: int) -> list[Waiter]:
        return list(self._in_room.get(room, ()))

    def of_person(self, person: int | None) -> list[Waiter]:
        return list(self._of_person.get(person or 0, ()))


def _discard(index: dict[int, set[Waiter]], key: int, waiter: Waiter) -> bool:
    """Returns whether nobody is left."""
    waiters = index.get(key)
    if waiters is None:
        return False
    waiters.discard(waiter)
    if waiters:
        return False
    del index[key]
    return True
