"""What the live process does again and again for its held polls."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import close_old_connections

from apps.chat.live.answers import NOTHING, Answer
from apps.chat.live.examine import Finding, examine
from apps.chat.live.hints import Hint, listen
from apps.chat.live.hub import BUSY, Hub
from apps.chat.live.memory import read_numbers
from apps.chat.live.waiter import Waiter
from apps.presence import store

logger = logging.getLogger(__name__)

GATHER = 0.003  # seconds in which those due become one batch
BATCH = 500
TICK = 0.25  # seconds
ELSEWHERE = 1.0  # seconds for which news of other rooms are gathered
ROSTERS_A_SECOND = 100  # that pages may ask for because of one change
ROSTER_MOVED = Answer(triggers=("roster-moved",))
AFTER_ERROR = 0.5  # seconds

P = ParamSpec("P")
T = TypeVar("T")


class Rounds:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        # One lane: batches follow each other, and what comes meanwhile becomes the next one.
        self._lane = ThreadPoolExecutor(1, thread_name_prefix="examiner")
        self._tasks: list[asyncio.Task[None]] = []
        self._roster: str | None = None

    def start(self) -> None:
        rounds = (self._examine, self._end_holds, self._look_at_rooms, self._look_at_roster)
        self._tasks = [asyncio.create_task(_for_ever(one)) for one in rounds]
        self._tasks.append(asyncio.create_task(listen(self._hub.hear)))

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._lane.shutdown(wait=False, cancel_futures=True)

    async def _examine(self) -> None:
        await self._hub.something_due.wait()
        await asyncio.sleep(GATHER)
        heard = self._hub.heard
        batch = self._hub.take_due(BATCH)
        for waiter, finding in zip(batch, await self._findings(batch), strict=True):
            self._hub.conclude(waiter, finding, missed=heard != self._hub.heard)

    async def _findings(self, batch: list[Waiter]) -> list[Finding]:
        asking = [waiter.asking for waiter in batch]
        arrived = [waiter.asking for waiter in batch if waiter.is_new]
        try:
            return await self._run(examine, asking, arrived, self._hub.memory)
        except Exception:
            logger.exception("a batch of polls could not be examined")
            return [Finding(None, (), BUSY)] * len(batch)

    async def _end_holds(self) -> None:
        """Ends what was held long enough; makes due who has gathered news of other rooms."""
        await asyncio.sleep(TICK)
        now = time.monotonic()
        for waiter in list(self._hub.register.everybody):
            if waiter.deadline <= now:
                self._hub.answer(waiter, NOTHING)
            elif waiter.moved and waiter.since + ELSEWHERE <= now:
                waiter.moved = False
                self._hub.make_due(waiter)

    async def _look_at_rooms(self) -> None:
        """Hints can be lost: one query asks which of the rooms that anybody follows have moved."""
        await asyncio.sleep(settings.LIVE_LOOK_EVERY)
        if rooms := list(self._hub.memory.numbers):
            for room, numbers in (await self._run(read_numbers, rooms)).items():
                self._hub.hear(Hint(room=room, numbers=numbers))

    async def _look_at_roster(self) -> None:
        """Pages ask for a roster that moved; not more of them at once than can be afforded."""
        waiting = self._hub.register.everybody
        await asyncio.sleep(max(settings.LIVE_LOOK_EVERY, len(waiting) / ROSTERS_A_SECOND))
        version = await self._run(store.version)
        if version is None or version == self._roster:
            return
        self._roster = version
        for waiter in list(waiting):
            if waiter.asking.poll.roster not in {"", version}:
                self._hub.answer(waiter, ROSTER_MOVED)

    async def _run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """In the one lane, a thread in which Django may wait for the database."""
        call = partial(_in_lane, work, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._lane, call)


def _in_lane(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What Django does around a request, for a thread that serves none."""
    close_old_connections()
    try:
        return work(*args, **kwargs)
    finally:
        close_old_connections()


async def _for_ever(one_round: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await one_round()
        except Exception:
            logger.exception("the live process goes on after an error")
            await asyncio.sleep(AFTER_ERROR)
