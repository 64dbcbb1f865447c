"""The held polls of this process: who is due, who is answered, when all must go. Lives in the event loop."""

import asyncio
import random
import time
from collections.abc import Iterable

from django.conf import settings

from apps.chat.live.answers import BUSY, NOTHING, Answer
from apps.chat.live.due import Due
from apps.chat.live.examine import Finding
from apps.chat.live.hints import Hint
from apps.chat.live.memory import Memory
from apps.chat.live.register import Register
from apps.chat.live.sending import respond
from apps.chat.live.waiter import ASIDE, AT_ONCE, ELSEWHERE, Waiter
from apps.chat.selectors import Numbers

LATEST_BACK = 3000  # milliseconds; a deploy's pages come back spread over them
OVERLOAD = 2  # times the cap: then even a slow poll is too much


class Hub:
    def __init__(self) -> None:
        self.memory = Memory()
        self.register = Register()
        self.due = Due()
        self.announced: int | None = None  # the version of the announcement; None: not known yet
        self.is_deaf = True  # no hints come: the looks have to find everything
        self._examined: tuple[Waiter, ...] = ()  # the batch that is out
        self._heard_rooms: set[int] = set()  # and what was heard of meanwhile
        self._heard_people: set[int] = set()
        self._answering: set[asyncio.Task[None]] = set()
        self._is_draining = False

    @property
    def is_settled(self) -> bool:
        """Everybody who is due has been examined."""
        return not self.due and not self._examined

    # --- who comes and goes -------------------------------------------------------------------

    def add(self, waiter: Waiter) -> None:
        """Registers before anything is read: what commits from now on wakes it."""
        self.register.add(waiter)
        if self._is_draining:
            self.answer(waiter, NOTHING)
        elif len(self.register) > OVERLOAD * settings.LIVE_MOST:
            self.answer(waiter, BUSY)
        else:
            self.due.add(waiter)

    def remove(self, waiter: Waiter) -> None:
        self.due.discard(waiter)
        self.register.remove(waiter)

    def answer(self, waiter: Waiter, answer: Answer) -> None:
        self.remove(waiter)
        sending = respond(
            waiter.send,
            answer,
            pace_ms=self._pace(waiter, answer),
            announced=self.announced,
            is_last=self._is_draining,
        )
        task = asyncio.create_task(sending)
        self._answering.add(task)  # or nobody would hold on to it
        task.add_done_callback(self._answering.discard)

    def drain(self) -> None:
        """Answers everybody now; they come back spread out, to whoever serves then."""
        self._is_draining = True
        for waiter in self.register.everybody:
            self.answer(waiter, NOTHING)

    def tick(self) -> None:
        """Ends what was held long enough; makes due whose time has come."""
        now = time.monotonic()
        for waiter in self.register.overdue(now):
            self.answer(waiter, NOTHING)
        self.due.tick(now)

    def _pace(self, waiter: Waiter, answer: Answer) -> int:
        """Milliseconds until the page may come back: mostly at once; spread out when all must go."""
        if self._is_draining:
            return random.randrange(LATEST_BACK)  # noqa: S311 (no secret)
        return answer.pace_ms if waiter.may_wait else round(settings.POLL_INTERVAL * 1000)

    # --- what is heard ------------------------------------------------------------------------

    def hear(self, hint: Hint) -> None:
        """A hint is only a hint: whoever it concerns is examined."""
        self._heard_people.update(hint.people)
        for person in hint.people:
            for waiter in self.register.of_person(person):
                self.due.add(waiter)
        if hint.room is not None and hint.stirs:
            self._hear_aside(hint.room, hint.stirs)
        if hint.room is not None and hint.numbers is not None:
            self._hear_numbers(hint.room, hint.numbers, hint.audience)

    def learn(self, numbers: dict[int, Numbers]) -> None:
        """What a batch read may be ahead of the hints; who waits must not wait on because of that."""
        for room, read in numbers.items():
            if room in self.memory.numbers:
                self._hear_numbers(room, read, None)
            else:  # nobody but this batch waits for it yet
                self.memory.hear(room, read)

    def hear_again(self, is_deaf: bool) -> None:
        """Hints were missed, or are about to be."""
        if self.is_deaf and not is_deaf:
            self.look_at_everybody()
        self.is_deaf = is_deaf

    def look_at_everybody(self) -> None:
        self.memory.begin_anew()
        for waiter in self.register.everybody:
            self.due.add(waiter)

    def _hear_numbers(self, room: int, numbers: Numbers, audience: frozenset[int] | None) -> None:
        if not self.memory.hear(room, numbers):
            return
        self._heard_rooms.add(room)
        for waiter in self.register.in_room(room):
            if audience is None or waiter.is_new or waiter.person_id in audience:
                self.due.add_after(waiter, AT_ONCE if waiter.room == room else ELSEWHERE)

    def _hear_aside(self, room: int, what: str) -> None:
        self._heard_rooms.add(room)
        if what == "typing":
            self.memory.hear_typing(room)
        else:
            self.memory.hear_receipts(room)
        for waiter in self.register.in_room(room):
            if waiter.room == room:
                self.due.add_after(waiter, ASIDE)

    # --- who is examined ----------------------------------------------------------------------

    def take_due(self, most: int) -> tuple[Waiter, ...]:
        self._examined = self.due.take(most)
        self._heard_rooms.clear()
        self._heard_people.clear()
        return self._examined

    def conclude(self, findings: Iterable[Finding]) -> None:
        """For the batch that is out."""
        for waiter, finding in zip(self._examined, findings, strict=True):
            if waiter in self.register:
                self._conclude(waiter, finding)
        self._examined = ()

    def _conclude(self, waiter: Waiter, finding: Finding) -> None:
        if finding.answer is not None:
            self.answer(waiter, finding.answer)
            return
        wait = None
        if waiter.is_new:
            waits = [finding.wait, self._wait_for_missed(waiter, finding)]
            wait = min((wait for wait in waits if wait is not None), default=None)
            self.register.follow(waiter, finding)
            waiter.may_wait = not self._is_too_much(waiter)
        if wait is not None:
            self.due.add_after(waiter, wait if waiter.may_wait else AT_ONCE)
        elif not waiter.may_wait:
            self.answer(waiter, NOTHING)

    def _wait_for_missed(self, waiter: Waiter, finding: Finding) -> float | None:
        """What was heard while it did not stand yet in the lists of its person and rooms."""
        person = finding.person.id if finding.person else 0
        if person in self._heard_people or waiter.room in self._heard_rooms:
            return AT_ONCE
        return None if self._heard_rooms.isdisjoint(finding.rooms) else ELSEWHERE

    def _is_too_much(self, waiter: Waiter) -> bool:
        """Beyond the caps a page is told what there is, and to poll slowly."""
        of_person = self.register.of_person(waiter.person_id)
        return len(self.register) > settings.LIVE_MOST or len(of_person) > settings.LIVE_MOST_EACH

    def forget_unfollowed(self) -> None:
        """Not while a batch is out: it may be about to follow what nobody follows now."""
        if not self._examined:
            self.memory.forget_all_but(self.register.rooms)
