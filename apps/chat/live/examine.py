"""One look at a batch of polls: who asks, may they, is there news. Runs in a thread; sync as the views are.

All that is checked is checked for the whole batch, and all that is read and rendered is shared by those who
stand at the same cursor. What was read is joined to an answer only after the checks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.chat.live.answers import Answer, Reader, refusal
from apps.chat.live.memory import Memory
from apps.chat.live.people import Person, identify
from apps.chat.polls import Poll
from apps.chat.selectors import Inbox, inbox_of, parse_inbox
from apps.presence import store
from apps.presence.store import Beat


@dataclass(frozen=True, slots=True)
class Asking:
    """A poll, and in whose name."""

    poll: Poll
    session_key: str
    page_owner: str
    hold_ms: int  # for how long it may be held: its person stays online for that time too


@dataclass(frozen=True, slots=True)
class Finding:
    """`answer` is None while there is nothing to say: the poll waits on."""

    person: Person | None
    rooms: tuple[int, ...]
    answer: Answer | None


def examine(batch: Sequence[Asking], arrived: Sequence[Asking], memory: Memory) -> list[Finding]:
    """`arrived`: those of them that are looked at for the first time; a poll is one heartbeat."""
    people = identify(asking.session_key for asking in batch)
    _beat(arrived, people)
    memory.learn_rooms(people.values())
    memory.learn_numbers({room for person in people.values() for room in memory.rooms_of(person)})
    reader = Reader(memory)
    return [_find(asking, people.get(asking.session_key), memory, reader) for asking in batch]


def _beat(arrived: Iterable[Asking], people: Mapping[str, Person]) -> None:
    beats = [
        Beat(person.id, max(asking.hold_ms, asking.poll.next_ms), active=not asking.poll.away)
        for asking in arrived
        if (person := people.get(asking.session_key)) and not person.appear_offline
    ]
    if beats:
        store.heartbeats(beats)


def _find(asking: Asking, person: Person | None, memory: Memory, reader: Reader) -> Finding:
    if person is None:
        return Finding(None, (), refusal(401, _("You are signed out. Sign in again to go on.")))
    if asking.page_owner and asking.page_owner != str(person.id):
        sentence = _("Somebody else is now signed in in this browser. Reload the page to go on.")
        return Finding(person, (), refusal(409, sentence))
    rooms = memory.rooms_of(person)
    if asking.poll.room is not None and asking.poll.room not in rooms:
        sentence = _("There is no such conversation, or it is not yours any more.")
        return Finding(person, rooms, refusal(404, sentence))
    return Finding(person, rooms, _news(asking.poll, person, memory, reader))


def _news(poll: Poll, person: Person, memory: Memory, reader: Reader) -> Answer | None:
    body = reader.changes(person, poll.room, poll.cursor) if poll.room is not None else b""
    shown = parse_inbox(poll.inbox)
    numbers = {room: memory.numbers[room] for room in memory.rooms_of(person) if room in memory.numbers}
    now = inbox_of(person.inbox, numbers.values())
    if shown == now:
        return Answer(body) if body else None
    needs_sidebar = _needs_sidebar(shown, now, poll, memory)
    body += reader.numbers(now, numbers)
    return Answer(body, triggers=("sidebar-moved",) if needs_sidebar else ())


def _needs_sidebar(shown: Inbox | None, now: Inbox, poll: Poll, memory: Memory) -> bool:
    """Numbers alone don't tell what concerns the person alone, nor who got a broadcast."""
    if shown is None or (shown.personal, shown.rooms) != (now.personal, now.rooms):
        return True
    elsewhere = poll.room is None or not memory.numbers[poll.room].is_broadcast
    return shown.broadcasts != now.broadcasts and elsewhere
