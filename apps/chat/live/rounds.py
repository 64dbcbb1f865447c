"""What the live process does again and again for its held polls."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import close_old_connections, connections

from apps.accounts import announcements
from apps.chat.live.answers import BUSY, ROSTER_MOVED
from apps.chat.live.examine import Examiner, Finding, Outcome
from apps.chat.live.hints import Hint, listen
from apps.chat.live.hub import Hub
from apps.chat.live.memory import read_numbers
from apps.chat.live.waiter import Waiter
from apps.presence import store

logger = logging.getLogger(__name__)

GATHER = 0.003  # seconds in which those due become one batch
BATCH = 1000
TICK = 0.1  # seconds
ROSTERS_A_SECOND = 100  # that pages may ask for because of one change
AFTER_ERROR = 0.5  # seconds
FORGET_EVERY = 60.0  # seconds

P = ParamSpec("P")
T = TypeVar("T")


class Rounds:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._examiner = Examiner()
        # One lane: batches follow each other, and what comes meanwhile becomes the next one.
        self._lane = ThreadPoolExecutor(1, thread_name_prefix="examiner")
        self._tasks: list[asyncio.Task[None]] = []
        self._roster: str | None = None
        self._untold: list[Waiter] = []  # of the roster's last change

    def start(self) -> None:
        rounds = (
            self._examine,
            self._tick,
            self._look_at_rooms,
            self._look_at_roster,
            self._look_at_announcement,
            self._forget,
            self._hear,
        )
        self._tasks = [asyncio.create_task(_for_ever(one)) for one in rounds]

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._lane.submit(connections.close_all)
        self._lane.shutdown(wait=False)

    async def _hear(self) -> None:
        await listen(self._hub.hear, self._hub.hear_again)

    async def _examine(self) -> None:
        await self._hub.due.something.wait()
        await asyncio.sleep(GATHER)
        outcome = await self._outcome(self._hub.take_due(BATCH))
        self._hub.learn(outcome.numbers)
        self._hub.memory.learn_marks(outcome.marks)
        self._hub.conclude(outcome.findings)

    async def _outcome(self, batch: Sequence[Waiter]) -> Outcome:
        try:
            return await self._run(self._examiner.examine, batch, self._hub.memory)
        except Exception:
            logger.exception("a batch of polls could not be examined")
            return Outcome([Finding(answer=BUSY)] * len(batch))

    async def _tick(self) -> None:
        await asyncio.sleep(TICK)
        self._hub.tick()

    async def _look_at_rooms(self) -> None:
        """Hints can be lost: one query asks which of the rooms that anybody follows have moved."""
        await asyncio.sleep(settings.LIVE_LOOK_EVERY)
        if self._hub.is_deaf:  # what concerns people alone would be lost as well
            self._hub.look_at_everybody()
        if rooms := list(self._hub.memory.numbers):
            for room, numbers in (await self._run(read_numbers, rooms)).items():
                self._hub.hear(Hint(room=room, numbers=numbers))

    async def _look_at_roster(self) -> None:
        """Pages ask for a roster that moved; not more of them at once than can be afforded."""
        await asyncio.sleep(settings.LIVE_LOOK_EVERY)
        version = await self._run(store.version)
        # Everybody again, once all are told: who came between two polls was not there when it moved.
        if version is not None and (version != self._roster or not self._untold):
            self._roster, self._untold = version, self._hub.register.everybody
        most = math.ceil(ROSTERS_A_SECOND * settings.LIVE_LOOK_EVERY)
        told, self._untold = self._untold[:most], self._untold[most:]
        for waiter in told:
            # Where nobody looks the roster is not fetched, and would be moved for ever.
            poll = waiter.asking.poll
            if waiter in self._hub.register and not poll.away and poll.roster not in {"", self._roster}:
                self._hub.answer(waiter, ROSTER_MOVED)

    async def _look_at_announcement(self) -> None:
        """For all polls at once: each answer says which one stands."""
        self._hub.announced = (await self._run(announcements.standing)).version
        await asyncio.sleep(settings.LIVE_LOOK_EVERY)

    async def _forget(self) -> None:
        await asyncio.sleep(FORGET_EVERY)
        self._hub.forget_unfollowed()

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
