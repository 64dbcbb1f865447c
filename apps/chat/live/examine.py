"""One look at a batch of polls: is there news, who asks, may they. Runs in a thread; sync as the views are.

All that is checked is checked for the whole batch, and all that is read and rendered is shared by those who
stand at the same cursor. Whoever has just arrived is only checked; what is new to them is read in their next
turn, for it is read before the checks and joined to an answer after them.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext as _

from apps.chat.live.answers import BUSY, NOTHING, Answer, refusal
from apps.chat.live.memory import Memberships
from apps.chat.live.people import Person, identify
from apps.chat.live.reader import Reader, Standing
from apps.chat.live.waiter import Waiter
from apps.chat.polls import Poll
from apps.chat.selectors import Inbox, Numbers, parse_inbox
from apps.presence import heartbeat
from apps.presence.store import Beat

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """`answer` is None while there is nothing to say: the poll waits on."""

    person: Person | None = None
    rooms: tuple[int, ...] = ()
    answer: Answer | None = None
    is_behind: bool = False  # one that has just arrived: there seems to be news for it


@dataclass(slots=True)
class Outcome:
    """A finding for each of the batch, and what was learned on the way."""

    findings: list[Finding]
    numbers: dict[int, Numbers] = field(default_factory=dict)


class Examiner:
    def __init__(self) -> None:
        self._memberships = Memberships()

    def examine(self, batch: Sequence[Waiter], known: Mapping[int, Numbers]) -> Outcome:
        reader = Reader(known)
        reader.read(waiter for waiter in batch if not waiter.is_new)
        people = identify(waiter.asking.session_key for waiter in batch)
        self._memberships.learn(people.values())
        reader.learn({room for person in people.values() for room in self._memberships.of(person)})
        _beat((waiter for waiter in batch if waiter.is_new), people)
        findings = [self._find_safely(waiter, people, reader) for waiter in batch]
        return Outcome(findings, reader.learned)

    def _find_safely(self, waiter: Waiter, people: Mapping[str, Person], reader: Reader) -> Finding:
        """What fails for one must not fail for all of them."""
        try:
            return self._find(waiter, people.get(waiter.asking.session_key), reader)
        except (DatabaseError, InterfaceError):
            raise  # it would fail for the next one too
        except Exception:
            logger.exception("a poll could not be examined")
            return Finding(answer=BUSY)

    def _find(self, waiter: Waiter, person: Person | None, reader: Reader) -> Finding:
        if person is None or waiter.person_id not in {None, person.id}:
            return Finding(answer=_signed_out(waiter))
        poll, rooms = waiter.asking.poll, self._memberships.of(person)
        if waiter.asking.page_owner not in {"", str(person.id)}:
            sentence = _("Somebody else is now signed in in this browser. Reload the page to go on.")
            return Finding(answer=refusal(409, sentence))
        if poll.room is not None and poll.room not in rooms:
            sentence = _("There is no such conversation, or it is not yours any more.")
            return Finding(answer=refusal(404, sentence))
        standing = reader.standing_of(rooms)
        now = standing.inbox(person.inbox)
        if waiter.is_new:
            return Finding(person, rooms, is_behind=_is_behind(poll, now, standing.numbers))
        return Finding(person, rooms, _news(waiter, now, standing, reader))


def _beat(arrived: Iterable[Waiter], people: Mapping[str, Person]) -> None:
    """A poll is one heartbeat."""
    heartbeat.beat_for(
        Beat(person.id, max(asking.hold_ms, asking.poll.next_ms), active=not asking.poll.away)
        for waiter in arrived
        if (person := people.get((asking := waiter.asking).session_key)) and not person.appear_offline
    )


def _signed_out(waiter: Waiter) -> Answer:
    """One that waited may hold a cookie which was exchanged since (a changed password): it asks again."""
    if not waiter.is_new:
        return NOTHING
    return refusal(401, _("You are signed out. Sign in again to go on."))


def _is_behind(poll: Poll, now: Inbox, numbers: Mapping[int, Numbers]) -> bool:
    has_moved = poll.room is not None and numbers[poll.room].last_revision != poll.cursor
    return has_moved or parse_inbox(poll.inbox) != now


def _news(waiter: Waiter, now: Inbox, standing: Standing, reader: Reader) -> Answer | None:
    poll = waiter.asking.poll
    body = reader.changes(waiter)
    shown = parse_inbox(poll.inbox)
    if shown == now:
        return Answer(body) if body else None
    triggers = ("sidebar-moved",) if _needs_sidebar(shown, now, poll, standing.numbers) else ()
    return Answer(body + standing.fragment(now), triggers=triggers)


def _needs_sidebar(shown: Inbox | None, now: Inbox, poll: Poll, numbers: Mapping[int, Numbers]) -> bool:
    """Numbers alone don't tell what concerns the person alone, nor who got a broadcast."""
    if shown is None or (shown.personal, shown.rooms) != (now.personal, now.rooms):
        return True
    elsewhere = poll.room is None or not numbers[poll.room].is_broadcast
    return shown.broadcasts != now.broadcasts and elsewhere
