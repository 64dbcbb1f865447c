"""Who types and how far the others are: read before a batch's checks and told after them, as messages are."""

import time
from collections.abc import Sequence

from django.utils.translation import override

from apps.chat.asides import receipts_to_tell, render_receipts, render_typing, seen_by, typing_to_tell
from apps.chat.live.memory import Memory
from apps.chat.live.people import Person
from apps.chat.live.waiter import Waiter
from apps.chat.receipts import Marks, marks_of
from apps.chat.typists import LEAST_BETWEEN, Typist, typing_in

NOBODY: frozenset[int] = frozenset()


class Asides:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.learned: dict[int, Marks | None] = {}
        self._typists: dict[int, list[Typist]] = {}
        self._bytes: dict[object, bytes] = {}

    def read(self, waiters: Sequence[Waiter]) -> None:
        typing = {room for waiter in waiters if (room := waiter.room) and self._memory.is_typing(room)}
        self._typists = typing_in(sorted(typing))
        for room in {room for waiter in waiters if (room := waiter.room) and waiter.asking.poll.receipts}:
            if room not in self._memory.marks:
                self.learned[room] = marks_of(room)

    def tell(self, waiter: Waiter, person: Person) -> bytes:
        if waiter.room is None:
            return b""
        return self._typing(waiter.room, waiter, person) + self._receipts(waiter.room, waiter, person)

    def may_be_news(self, waiter: Waiter, person: Person) -> bool:
        """For one that has just arrived: whether it should be looked at again in a moment."""
        poll, room = waiter.asking.poll, waiter.room
        if room is None:
            return False
        is_unknown = poll.receipts is not None and room not in self._memory.marks
        receipts = receipts_to_tell(self._memory.marks.get(room), person.id, person.apart, poll)
        return is_unknown or receipts is not None or (not poll.typing and self._memory.is_typing(room))

    def _typing(self, room: int, waiter: Waiter, person: Person) -> bytes:
        typists = seen_by(person.apart, self._typists.get(room, []))
        # The page forgets what it is not told again, so what it showed on asking counts for a moment.
        is_fresh = time.monotonic() - waiter.since < LEAST_BETWEEN
        shown = waiter.asking.poll.typing if is_fresh else NOBODY
        if not typing_to_tell(typists, person.id, shown):
            return b""
        key = (room, waiter.language, *(typist.id for typist in typists))
        if key not in self._bytes:
            with override(waiter.language):
                self._bytes[key] = render_typing(typists).encode()
        return self._bytes[key]

    def _receipts(self, room: int, waiter: Waiter, person: Person) -> bytes:
        marks = self.learned[room] if room in self.learned else self._memory.marks.get(room)
        receipts = receipts_to_tell(marks, person.id, person.apart, waiter.asking.poll)
        if receipts is None:
            return b""
        key = (receipts, waiter.language)
        if key not in self._bytes:
            with override(waiter.language):
                self._bytes[key] = render_receipts(receipts).encode()
        return self._bytes[key]
