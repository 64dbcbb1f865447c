"""The held polls of this process: who is due, who is answered, and when all must go."""

import asyncio
import random

from django.conf import settings

from apps.chat.live.answers import NOTHING, Answer
from apps.chat.live.examine import Finding
from apps.chat.live.hints import Hint
from apps.chat.live.memory import Memory
from apps.chat.live.register import Register
from apps.chat.live.sending import respond
from apps.chat.live.waiter import Waiter

LATEST_BACK = 3000  # milliseconds; a deploy's pages come back spread over them
OVERLOAD = 2  # times the cap: then even a slow poll is too much
BUSY = Answer(status=503)


class Hub:
    def __init__(self) -> None:
        self.memory = Memory()
        self.register = Register()
        self.something_due = asyncio.Event()
        self.heard = 0  # hints so far
        self._due: dict[Waiter, None] = {}  # in the order of becoming due
        self._answering: set[asyncio.Task[None]] = set()
        self._is_draining = False

    def add(self, waiter: Waiter) -> None:
        """Registers before anything is read: what commits from now on wakes it."""
        self.register.add(waiter)
        if self._is_draining:
            self.answer(waiter, NOTHING)
        elif len(self.register) > OVERLOAD * settings.LIVE_MOST:
            self.answer(waiter, BUSY)
        else:
            self.make_due(waiter)

    def remove(self, waiter: Waiter) -> None:
        self._due.pop(waiter, None)
        for room in self.register.remove(waiter):
            self.memory.forget(room)

    def drain(self) -> None:
        """Answers everybody now; they come back spread out, to whoever serves then."""
        self._is_draining = True
        for waiter in list(self.register.everybody):
            self.answer(waiter, NOTHING)

    def hear(self, hint: Hint) -> None:
        """A hint is only a hint: whoever it concerns is examined."""
        self.heard += 1
        for person in hint.people:
            for waiter in self.register.of_person(person):
                self.make_due(waiter)
        if hint.room is None or hint.numbers is None or not self.memory.hear(hint.room, hint.numbers):
            return
        for waiter in self.register.in_room(hint.room):
            if hint.audience is not None and not waiter.is_new and waiter.person_id not in hint.audience:
                continue
            if waiter.asking.poll.room == hint.room:
                self.make_due(waiter)
            else:
                waiter.moved = True

    def make_due(self, waiter: Waiter) -> None:
        self._due[waiter] = None
        self.something_due.set()

    def take_due(self, most: int) -> list[Waiter]:
        batch = list(self._due)[:most]
        for waiter in batch:
            del self._due[waiter]
        if not self._due:
            self.something_due.clear()
        return batch

    def conclude(self, waiter: Waiter, finding: Finding, *, missed: bool) -> None:
        """`missed`: hints came while it was looked at, and it may not have stood in its rooms' lists."""
        if waiter not in self.register:
            return
        if finding.answer is not None:
            self.answer(waiter, finding.answer)
        elif waiter.is_new:
            self.register.follow(waiter, finding)
            if self._is_too_much(waiter):
                self.answer(waiter, Answer(pace_ms=round(settings.POLL_INTERVAL * 1000)))
            elif missed:
                self.make_due(waiter)

    def answer(self, waiter: Waiter, answer: Answer) -> None:
        self.remove(waiter)
        task = asyncio.create_task(respond(waiter.send, answer, pace_ms=self._pace(answer)))
        self._answering.add(task)  # or nobody would hold on to it
        task.add_done_callback(self._answering.discard)

    def _pace(self, answer: Answer) -> int:
        """Milliseconds until the page may come back: mostly at once; spread out when all must go."""
        return random.randrange(LATEST_BACK) if self._is_draining else answer.pace_ms  # noqa: S311 (no secret)

    def _is_too_much(self, waiter: Waiter) -> bool:
        """Beyond the caps a page is answered at once and told to poll slowly."""
        of_person = self.register.of_person(waiter.person_id)
        return len(self.register) > settings.LIVE_MOST or len(of_person) > settings.LIVE_MOST_EACH
