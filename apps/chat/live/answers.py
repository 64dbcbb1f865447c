"""What a held poll is answered: bytes, made once for all who stand at the same place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string

from apps.chat import selectors
from apps.chat.changes import render_changes
from apps.chat.live.memory import Memory, numbers_in
from apps.chat.live.people import Person
from apps.chat.models import Membership, Message, Room
from apps.chat.selectors import MOST_CHANGES, Inbox, Numbers, Updates

# A cursor that lies behind by nothing the reader may see is moved up now and then, not each time.
BEHIND = MOST_CHANGES // 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes over the wire; a 200 without a body is a 204. `pace_ms`: when to come back."""

    body: bytes = b""
    status: int = 200
    triggers: tuple[str, ...] = ()
    pace_ms: int = 0


NOTHING = Answer()


def refusal(status: int, sentence: str) -> Answer:
    return Answer(render_to_string("_problem.html", {"sentence": sentence}).encode(), status)


class Reader:
    """Reads and renders for one batch. Call it only for people who were just checked."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._rooms: dict[int, Room] = {}
        self._read: dict[tuple[int, int], _Read] = {}

    def changes(self, person: Person, room_id: int, cursor: int) -> bytes:
        """The fragments of what changed after `cursor` and `person` may see."""
        if cursor == self._memory.numbers[room_id].last_revision:
            return b""
        room = self._room(room_id)
        behind = room.last_revision - cursor
        if behind == 0:
            return b""
        if not 0 < behind <= MOST_CHANGES:
            return _reload(person, room, cursor)
        read = self._read.get((room_id, cursor))
        if read is None:
            read = self._read[room_id, cursor] = _Read(room, cursor)
        return read.for_person(person.id)

    def numbers(self, now: Inbox, rooms: Mapping[int, Numbers]) -> bytes:
        """How far each room is, for the counts in the sidebar."""
        lines = b"".join(_line(room, numbers.last_sequence) for room, numbers in rooms.items())
        return (
            b'<hx-partial hx-target="#sidebar" hx-swap="numbers"><ul data-inbox="%s">%s</ul></hx-partial>'
            % (
                str(now).encode(),
                lines,
            )
        )

    def _room(self, room_id: int) -> Room:
        """Read before its messages, so its revision is what they are up to date with."""
        if room_id not in self._rooms:
            room = self._rooms[room_id] = Room.objects.get(pk=room_id)
            self._memory.hear(room_id, numbers_in(room))
        return self._rooms[room_id]


class _Read:
    """A room's changes after one cursor, as bytes for each set of messages that somebody may see."""

    def __init__(self, room: Room, since: int) -> None:
        self._room = room
        self._since = since
        self._messages = selectors.changes_of(room, since)
        self._addressees = selectors.addressees_of(self._messages) if room.is_broadcast else None
        self._bytes: dict[tuple[int, ...], bytes] = {}

    def for_person(self, person_id: int) -> bytes:
        seen = self._seen_by(person_id)
        if not seen and self._room.last_revision - self._since < BEHIND:
            return b""
        key = tuple(message.pk for message in seen)
        if key not in self._bytes:
            self._bytes[key] = _rendered(self._room, self._since, seen)
        return self._bytes[key]

    def _seen_by(self, person_id: int) -> list[Message]:
        if self._addressees is None:
            return self._messages
        return [message for message in self._messages if person_id in self._addressees[message.pk]]


def _rendered(room: Room, since: int, messages: Iterable[Message]) -> bytes:
    return render_changes(Updates(room, since, room.last_revision, list(messages))).encode()


def _reload(person: Person, room: Room, cursor: int) -> bytes:
    membership = Membership.objects.select_related("user").get(room=room, user=person.id)
    membership.room = room
    updates = selectors.updates_of(membership, cursor)
    return render_changes(updates).encode()


def _line(room: int, sequence: int) -> bytes:
    return b'<li data-room="%d" data-sequence="%d"></li>' % (room, sequence)
