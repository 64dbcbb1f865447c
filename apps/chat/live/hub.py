"""The held polls of this process: who waits for what, who is due, and when all must go."""

import asyncio
import logging
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import close_old_connections

from apps.chat.live.answers import NOTHING, Answer
from apps.chat.live.examine import Finding, examine
from apps.chat.live.hints import Hint, listen
from apps.chat.live.memory import Memory, read_numbers
from apps.chat.live.sending import respond
from apps.chat.live.waiter import Waiter
from apps.presence import store

P = ParamSpec("P")
T = TypeVar("T")

logger = logging.getLogger(__name__)

GATHER = 0.003  # seconds in which those due become one batch
ELSEWHERE = 1.0  # seconds for which news of other rooms are gathered
TICK = 0.25  # seconds
AFTER_ERROR = 0.5  # seconds
OVERLOAD = 2  # times the cap: then even a short poll is too much
BUSY = Answer(b"", 503)
ROSTERS_A_SECOND = 100
ROSTER_MOVED = Answer(triggers=("roster-moved",))
SHORT_POLL = round(settings.POLL_INTERVAL * 1000)  # milliseconds
LATEST_BACK = 3000  # milliseconds; a deploy's pages come back spread over them
BATCH = 500


class Hub:
    def __init__(self) -> None:
        self.memory = Memory()
        self.waiters: set[Waiter] = set()
        self._in_room: defaultdict[int, set[Waiter]] = defaultdict(set)
        self._of_person: defaultdict[int, set[Waiter]] = defaultdict(set)
        self._due: dict[Waiter, None] = {}  # in the order of becoming due
        self._wake = asyncio.Event()
        self._heard = 0  # hints so far
        self._roster = ""
        self._is_draining = False
        # One lane: batches follow each other, and what comes meanwhile becomes the next one.
        self._lane = ThreadPoolExecutor(1, thread_name_prefix="examiner")
        self._tasks: list[asyncio.Task[None]] = []
        self._answering: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        steps = (self._examine_due, self._tick, self._look, self._look_at_roster)
        self._tasks = [asyncio.create_task(_for_ever(step)) for step in steps]
        self._tasks.append(asyncio.create_task(listen(self.hear)))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._lane.shutdown(cancel_futures=True)

    def drain(self) -> None:
        """Answers everybody now; they come back spread out, to whoever serves then."""
        self._is_draining = True
        for waiter in list(self.waiters):
            self._answer(waiter, NOTHING)

    def add(self, waiter: Waiter) -> None:
        """Registers before anything is read: what commits from now on wakes it."""
        self.waiters.add(waiter)
        if self._is_draining:
            self._answer(waiter, NOTHING)
            return
        if len(self.waiters) > OVERLOAD * settings.LIVE_MOST:
            self._answer(waiter, BUSY)
            return
        if waiter.asking.poll.room is not None:
            self._in_room[waiter.asking.poll.room].add(waiter)
        self._make_due(waiter)

    def remove(self, waiter: Waiter) -> None:
        self.waiters.discard(waiter)
        self._due.pop(waiter, None)
        for room in {*waiter.rooms, waiter.asking.poll.room or 0}:
            self._leave_room(waiter, room)
        if waiter.person_id is not None:
            self._of_person[waiter.person_id].discard(waiter)
            if not self._of_person[waiter.person_id]:
                del self._of_person[waiter.person_id]

    def hear(self, hint: Hint) -> None:
        """A hint is only a hint: whoever it concerns is examined."""
        self._heard += 1
        for person in hint.people:
            for waiter in self._of_person.get(person, ()):
                self._make_due(waiter)
        if hint.room is None or hint.numbers is None or not self.memory.hear(hint.room, hint.numbers):
            return
        for waiter in self._in_room.get(hint.room, ()):
            if hint.audience is not None and not waiter.is_new and waiter.person_id not in hint.audience:
                continue
            if waiter.asking.poll.room == hint.room:
                self._make_due(waiter)
            else:
                waiter.moved = True

    def _make_due(self, waiter: Waiter) -> None:
        self._due[waiter] = None
        self._wake.set()

    async def _examine_due(self) -> None:
        await self._wake.wait()
        await asyncio.sleep(GATHER)
        batch = list(self._due)[:BATCH]
        for waiter in batch:
            del self._due[waiter]
        if not self._due:
            self._wake.clear()
        if not batch:
            return
        heard = self._heard
        findings = await self._find(batch)
        for waiter, finding in zip(batch, findings, strict=True):
            if waiter in self.waiters:
                self._conclude(waiter, finding, missed=heard != self._heard)

    async def _find(self, batch: list[Waiter]) -> list[Finding]:
        asking = [waiter.asking for waiter in batch]
        arrived = [waiter.asking for waiter in batch if waiter.is_new]
        try:
            return await self._run(examine, asking, arrived, self.memory)
        except Exception:
            logger.exception("a batch of polls could not be examined")
            return [Finding(None, (), BUSY)] * len(batch)

    def _conclude(self, waiter: Waiter, finding: Finding, *, missed: bool) -> None:
        if finding.answer is not None:
            self._answer(waiter, finding.answer)
            return
        if waiter.is_new:
            self._follow(waiter, finding)
            if self._is_too_much(waiter):
                self._answer(waiter, Answer(pace_ms=SHORT_POLL))
                return
            if missed:  # a hint that came while it was not in its rooms' lists yet
                self._make_due(waiter)

    def _follow(self, waiter: Waiter, finding: Finding) -> None:
        waiter.is_new = False
        waiter.rooms = finding.rooms
        for room in finding.rooms:
            self._in_room[room].add(waiter)
        if finding.person:
            waiter.person_id = finding.person.id
            self._of_person[finding.person.id].add(waiter)

    def _answer(self, waiter: Waiter, answer: Answer) -> None:
        self.remove(waiter)
        task = asyncio.create_task(respond(waiter.send, answer, pace_ms=self._pace(answer)))
        self._answering.add(task)  # or nobody would hold on to it
        task.add_done_callback(self._answering.discard)

    def _pace(self, answer: Answer) -> int:
        """Milliseconds until the page may come back: mostly at once; spread out when all must go."""
        return random.randrange(LATEST_BACK) if self._is_draining else answer.pace_ms  # noqa: S311 (no secret)

    def _is_too_much(self, waiter: Waiter) -> bool:
        """Beyond the caps a page is answered at once and told to poll slowly."""
        held_by_person = self._of_person.get(waiter.person_id or 0, ())
        return len(self.waiters) > settings.LIVE_MOST or len(held_by_person) > settings.LIVE_MOST_EACH

    def _leave_room(self, waiter: Waiter, room: int) -> None:
        self._in_room[room].discard(waiter)
        if not self._in_room[room]:
            del self._in_room[room]
            self.memory.forget(room)

    async def _run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """In the one lane, a thread in which Django may wait for the database."""
        call = partial(_in_lane, work, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._lane, call)

    async def _tick(self) -> None:
        """Ends what was held long enough, and makes due who has gathered news of other rooms."""
        await asyncio.sleep(TICK)
        now = time.monotonic()
        for waiter in [waiter for waiter in self.waiters if waiter.deadline <= now]:
            self._answer(waiter, NOTHING)
        for waiter in self.waiters:
            if waiter.moved and waiter.since + ELSEWHERE <= now:
                waiter.moved = False
                self._make_due(waiter)

    async def _look(self) -> None:
        """Hints can be lost: one query asks which of the rooms that anybody follows have moved."""
        await asyncio.sleep(settings.LIVE_LOOK_EVERY)
        rooms = list(self.memory.numbers)
        if not rooms:
            return
        for room, numbers in (await self._run(read_numbers, rooms)).items():
            self.hear(Hint(room=room, numbers=numbers))

    async def _look_at_roster(self) -> None:
        """Rosters are asked for anew by pages; so many of them at once that it stays affordable."""
        pause = max(settings.LIVE_LOOK_EVERY, len(self.waiters) / OVERLOAD = 2  # times the cap: then even a short poll is too much
BUSY = Answer(b"", 503)
ROSTERS_A_SECOND)
        await asyncio.sleep(pause)
        version = await self._run(store.version)
        if version is None or version == self._roster:
            return
        self._roster = version
        for waiter in list(self.waiters):
            if waiter.asking.poll.roster and waiter.asking.poll.roster != version:
                self._answer(waiter, ROSTER_MOVED)


def _in_lane(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What Django does around a request, for a thread that serves none."""
    close_old_connections()
    try:
        return work(*args, **kwargs)
    finally:
        close_old_connections()


async def _for_ever(step: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await step()
        except Exception:
            logger.exception("the live process goes on after an error")
            await asyncio.sleep(AFTER_ERROR)
