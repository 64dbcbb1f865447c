"""One look at a batch of polls: is there news, who asks, may they. Runs in a thread; sync as the views are.

All that is checked is checked for the whole batch, and all that is read and rendered is shared by those who
stand at the same cursor. Whoever has just arrived is only checked; what is new to them is read in their next
turn, for it is read before the checks and joined to an answer after them.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext_lazy as _

from apps.chat.live.answers import BUSY, NOTHING, Answer, refusal
from apps.chat.live.arrivals import Arrivals
from apps.chat.live.asides import Asides
from apps.chat.live.memory import Memberships, Memory
from apps.chat.live.people import Person, identify
from apps.chat.live.reader import Reader, Standing
from apps.chat.live.waiter import ASIDE, AT_ONCE, ELSEWHERE, Waiter
from apps.chat.polls import Poll
from apps.chat.receipts import Marks
from apps.chat.selectors import Inbox, Numbers, parse_inbox

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """`answer` is None while there is nothing to say: the poll waits on."""

    person: Person | None = None
    rooms: tuple[int, ...] = ()
    answer: Answer | None = None
    # Of one that has just arrived: there seems to be news for it, and after this wait it may be told.
    wait: float | None = None


@dataclass(slots=True)
class Outcome:
    """A finding for each of the batch, and what was learned on the way."""

    findings: list[Finding]
    numbers: dict[int, Numbers] = field(default_factory=dict)
    marks: dict[int, Marks | None] = field(default_factory=dict)


class Examiner:
    def __init__(self) -> None:
        self._memberships = Memberships()
        self._arrivals = Arrivals()

    def examine(self, batch: Sequence[Waiter], memory: Memory) -> Outcome:
        reader, asides = Reader(memory.numbers), Asides(memory)
        waited = [waiter for waiter in batch if not waiter.is_new]
        reader.read(waited)
        asides.read(waited)
        people = identify(waiter.asking.session_key for waiter in batch)
        self._memberships.learn(people.values())
        reader.learn({room for person in people.values() for room in self._memberships.of(person)})
        findings = [
            self._find_safely(waiter, people.get(waiter.asking.session_key), reader, asides)
            for waiter in batch
        ]
        self._arrivals.note(
            [
                (waiter.asking, finding.person)
                for waiter, finding in zip(batch, findings, strict=True)
                if waiter.is_new and finding.person
            ],
            reader.numbers_of,
            memory.breaks,
        )
        return Outcome(findings, reader.learned, asides.learned)

    def _find_safely(self, waiter: Waiter, person: Person | None, reader: Reader, asides: Asides) -> Finding:
        """What fails for one must not fail for all of them."""
        try:
            return self._find(waiter, person, reader, asides)
        except (DatabaseError, InterfaceError):
            raise  # it would fail for the next one too
        except Exception:
            logger.exception("a poll could not be examined")
            return Finding(answer=BUSY)

    def _find(self, waiter: Waiter, person: Person | None, reader: Reader, asides: Asides) -> Finding:
        if person is None or waiter.person_id not in {None, person.id}:
            return Finding(answer=_signed_out(waiter))
        poll, rooms = waiter.asking.poll, self._memberships.of(person)
        if waiter.asking.page_owner not in {"", str(person.id)}:
            sentence = _("Somebody else is now signed in in this browser. Reload the page to go on.")
            return Finding(answer=refusal(409, sentence, waiter.language))
        if poll.room is not None and poll.room not in rooms:
            sentence = _("There is no such conversation, or it is not yours any more.")
            return Finding(answer=refusal(404, sentence, waiter.language))
        standing = reader.standing_of(rooms)
        now = standing.inbox(person.inbox)
        if waiter.is_new:
            has_asides = asides.may_be_news(waiter, person)
            return Finding(person, rooms, wait=_wait(poll, now, standing.numbers, has_asides=has_asides))
        body = reader.changes(waiter) + asides.tell(waiter, person)
        return Finding(person, rooms, _news(body, poll, now, standing))


def _signed_out(waiter: Waiter) -> Answer:
    """One that waited may hold a cookie which was exchanged since (a changed password): it asks again."""
    if not waiter.is_new:
        return NOTHING
    return refusal(401, _("You are signed out. Sign in again to go on."), waiter.language)


def _wait(poll: Poll, now: Inbox, numbers: Mapping[int, Numbers], *, has_asides: bool) -> float | None:
    shown = parse_inbox(poll.inbox)
    has_moved = poll.room is not None and numbers[poll.room].last_revision != poll.cursor
    if has_moved or shown is None or (shown.personal, shown.rooms) != (now.personal, now.rooms):
        return AT_ONCE
    if has_asides:
        return ASIDE
    return None if _is_shown(now, shown) else ELSEWHERE


def _is_shown(now: Inbox, shown: Inbox | None) -> bool:
    """A page can be ahead of what this process has heard: the answer to its own post was faster."""
    return shown is not None and shown.covers(now)


def _news(body: bytes, poll: Poll, now: Inbox, standing: Standing) -> Answer | None:
    shown = parse_inbox(poll.inbox)
    if _is_shown(now, shown):
        return Answer(body) if body else None
    triggers = ("sidebar-moved",) if _needs_sidebar(shown, now, poll, standing.numbers) else ()
    return Answer(body + standing.fragment(now), triggers=triggers)


def _needs_sidebar(shown: Inbox | None, now: Inbox, poll: Poll, numbers: Mapping[int, Numbers]) -> bool:
    """Numbers alone don't tell what concerns the person alone, nor who got a broadcast."""
    if shown is None or (shown.personal, shown.rooms) != (now.personal, now.rooms):
        return True
    elsewhere = poll.room is None or not numbers[poll.room].is_broadcast
    return shown.broadcasts != now.broadcasts and elsewhere
