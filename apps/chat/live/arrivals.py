"""What a poll says by coming at all: that its person is here, and how far their page is."""

from collections.abc import Callable, Sequence

from apps.chat import notifications, receipts
from apps.chat.live.people import Person
from apps.chat.live.waiter import Asking
from apps.chat.receipts import Position
from apps.chat.selectors import Numbers
from apps.presence import heartbeat
from apps.presence.store import Beat

MOST_NOTED = 50_000

Arrived = Sequence[tuple[Asking, Person]]


class Arrivals:
    def __init__(self) -> None:
        self._noted: dict[tuple[int, int], int] = {}  # (room, person) → the highest cursor
        self._breaks = 0

    def note(self, arrived: Arrived, numbers_of: Callable[[int], Numbers | None], breaks: int) -> None:
        """`breaks` rises when Redis was away, and may know nothing any more. Who appears offline left no
        trace: what has reached their page would tell that they are here.
        """
        visible = [(asking, person) for asking, person in arrived if not person.appear_offline]
        heartbeat.beat_for(_beat(asking, person) for asking, person in visible)
        if breaks != self._breaks or len(self._noted) > MOST_NOTED:
            self._noted.clear()
            self._breaks = breaks
        positions = (at for one in visible if (at := _position(*one, numbers_of)))
        self._note_delivered([at for at in positions if self._is_further(at)])

    def _is_further(self, at: Position) -> bool:
        return at.cursor > self._noted.get((at.room, at.person), 0)

    def _note_delivered(self, positions: Sequence[Position]) -> None:
        risen = receipts.note(positions)
        if risen is None:
            return
        self._noted |= {(at.room, at.person): at.cursor for at in positions}
        for room in risen:
            notifications.stir(room, "receipts")


def _beat(asking: Asking, person: Person) -> Beat:
    lasts = max(asking.hold_ms, asking.poll.next_ms)
    return Beat(person.id, lasts, active=not asking.poll.away)


def _position(asking: Asking, person: Person, numbers_of: Callable[[int], Numbers | None]) -> Position | None:
    """Only of pages that show receipts: in large rooms nobody asks how far the others are."""
    poll = asking.poll
    numbers = numbers_of(poll.room) if poll.room is not None else None
    if poll.room is None or poll.receipts is None or numbers is None:
        return None
    return Position(poll.room, person.id, min(poll.cursor, numbers.last_revision))
