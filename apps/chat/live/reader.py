"""What one batch reads, and whom it tells what of it: bytes, made once for all who stand at one place."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import override

from apps.accounts.models import User
from apps.chat import selectors
from apps.chat.changes import render_changes
from apps.chat.details import load_originals
from apps.chat.live.memory import numbers_in, read_numbers
from apps.chat.live.waiter import Waiter
from apps.chat.models import Membership, Message, Room
from apps.chat.selectors import MOST_CHANGES, Inbox, Numbers, Updates, inbox_of

# A cursor that lies behind by nothing the reader may see is moved up now and then, not each time.
BEHIND = MOST_CHANGES // 2
NUMBERS = b'<hx-partial hx-target="#sidebar" hx-swap="numbers"><ul data-inbox="%s">%s</ul></hx-partial>'

ReloadKey = tuple[int, int, str, int]


class Reader:
    """First `read`, for people who were checked when they came; then they are checked again, and only
    then told. Whoever was removed before a message was sent can't get it, however the two interleave.
    """

    def __init__(self, known: Mapping[int, Numbers]) -> None:
        self._known = known
        self.learned: dict[int, Numbers] = {}
        self._logs: dict[int, _Log] = {}
        self._reloads: dict[ReloadKey, bytes] = {}
        self._starts: dict[int, dict[int, int]] = {}  # room → person → where the past begins for them
        self._standings: dict[tuple[int, ...], Standing] = {}

    # --- before the checks --------------------------------------------------------------------

    def read(self, waiters: Sequence[Waiter]) -> None:
        moved = {waiter.room for waiter in waiters if self._is_elsewhere(waiter)}
        rooms = Room.objects.in_bulk(moved) if moved else {}
        for room in rooms.values():
            # Read before its messages, so its revision is what they are up to date with.
            self.learned[room.pk] = numbers_in(room)
            if room.is_closed:
                self._starts[room.pk] = selectors.readable_from(room)
            # All who look at it: the log has to begin where the last of them stands, and by what was known
            # that one may have seemed up to date.
            self._read_log(room, [waiter for waiter in waiters if waiter.room == room.pk])

    def _is_elsewhere(self, waiter: Waiter) -> bool:
        if waiter.room is None:
            return False
        numbers = self.numbers_of(waiter.room)
        return numbers is None or numbers.last_revision != waiter.asking.poll.cursor

    def _read_log(self, room: Room, waiters: Iterable[Waiter]) -> None:
        near = []
        for waiter in waiters:
            cursor = waiter.asking.poll.cursor
            if 0 < room.last_revision - cursor <= MOST_CHANGES:
                near.append(cursor)
            elif room.last_revision != cursor:
                self._read_anew(room, waiter)
        if near:
            self._logs[room.pk] = _Log(room, min(near), self._starts.get(room.pk, {}))

    def _read_anew(self, room: Room, waiter: Waiter) -> None:
        key = self._reload_key(room.pk, waiter, is_broadcast=room.is_broadcast)
        if key not in self._reloads:
            start = self._start(room.pk, waiter)
            place = Membership(room=room, user=User(pk=waiter.person_id), readable_from=start)
            updates = selectors.updates_of(place, waiter.asking.poll.cursor)
            with override(waiter.language):
                self._reloads[key] = render_changes(updates).encode()

    def _reload_key(self, room: int, waiter: Waiter, *, is_broadcast: bool) -> ReloadKey:
        """A page of broadcasts is one person's own; of a room, who may read as far back sees the same."""
        whose = (waiter.person_id or 0) if is_broadcast else self._start(room, waiter)
        return room, waiter.asking.poll.cursor, waiter.language, whose

    def _start(self, room: int, waiter: Waiter) -> int:
        return self._starts.get(room, {}).get(waiter.person_id or 0, 0)

    # --- after them ---------------------------------------------------------------------------

    def learn(self, rooms: Iterable[int]) -> None:
        if unknown := [room for room in rooms if self.numbers_of(room) is None]:
            self.learned |= read_numbers(unknown)

    def numbers_of(self, room: int) -> Numbers | None:
        return self.learned.get(room) or self._known.get(room)

    def changes(self, waiter: Waiter) -> bytes:
        """The fragments of what changed after the waiter's cursor and its person may see."""
        room, numbers = waiter.room, self.numbers_of(waiter.room or 0)
        if room is None or numbers is None or waiter.person_id is None:
            return b""
        key = self._reload_key(room, waiter, is_broadcast=numbers.is_broadcast)
        if key in self._reloads:
            return self._reloads[key]
        log = self._logs.get(room)
        return log.since(waiter.asking.poll.cursor, waiter.person_id, waiter.language) if log else b""

    def standing_of(self, rooms: tuple[int, ...]) -> "Standing":
        """Colleagues are in the same rooms: theirs are put together once for the batch."""
        if rooms not in self._standings:
            self._standings[rooms] = Standing(
                {room: known for room in rooms if (known := self.numbers_of(room))}
            )
        return self._standings[rooms]


class Standing:
    """How far the rooms are that some people are in."""

    def __init__(self, numbers: Mapping[int, Numbers]) -> None:
        self.numbers = numbers
        self._inbox = inbox_of(0, numbers.values())
        self._lines = b"".join(_line(room, one) for room, one in numbers.items())

    def inbox(self, personal: int) -> Inbox:
        return Inbox(personal, self._inbox.rooms, self._inbox.said, self._inbox.broadcasts)

    def fragment(self, now: Inbox) -> bytes:
        """For the counts in the sidebar."""
        return NUMBERS % (str(now).encode(), self._lines)


class _Log:
    """A room's changes, as bytes for each cursor and set of messages that somebody may see."""

    def __init__(self, room: Room, since: int, starts: Mapping[int, int]) -> None:
        self._room = room
        self._starts = starts
        self._messages = selectors.changes_of(room, since)
        load_originals(self._messages)  # now, before the checks, as the messages themselves
        self._addressees = selectors.addressees_of(self._messages) if room.is_broadcast else None
        self._bytes: dict[tuple[object, ...], bytes] = {}

    def since(self, cursor: int, person_id: int, language: str) -> bytes:
        behind = self._room.last_revision - cursor
        seen = [message for message in self._messages if message.revision > cursor]
        if self._addressees is not None:
            seen = [message for message in seen if person_id in self._addressees[message.pk]]
        if start := self._starts.get(person_id):
            seen = [message for message in seen if message.sequence >= start]
        has_sunk = self._room.floor_revision > cursor  # what stands below the floor has to go from the page
        if behind <= 0 or (not seen and behind < BEHIND and not has_sunk):
            return b""
        key = (language, cursor, *(message.pk for message in seen))
        if key not in self._bytes:
            with override(language):
                self._bytes[key] = self._rendered(cursor, seen)
        return self._bytes[key]

    def _rendered(self, cursor: int, messages: list[Message]) -> bytes:
        return render_changes(Updates(self._room, cursor, self._room.last_revision, messages)).encode()


def _line(room: int, numbers: Numbers) -> bytes:
    sequence, sender = numbers.last_sequence, numbers.last_sender_id or 0
    return b'<li data-room="%d" data-sequence="%d" data-sender="%d"></li>' % (room, sequence, sender)
