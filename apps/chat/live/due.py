"""Which polls to examine: now, or in a moment, so that what comes closely together is told together."""

import asyncio
import time

from apps.chat.live.waiter import Waiter


class Due:
    def __init__(self) -> None:
        self.something = asyncio.Event()
        self._now: dict[Waiter, None] = {}  # in the order of becoming due
        self._later: dict[Waiter, float] = {}  # becomes due then, if nothing else makes it so before

    def __bool__(self) -> bool:
        return bool(self._now)

    def add(self, waiter: Waiter) -> None:
        self._later.pop(waiter, None)
        self._now[waiter] = None
        self.something.set()

    def add_after(self, waiter: Waiter, seconds: float) -> None:
        """Not before it has waited so long."""
        at = waiter.since + seconds
        if at <= time.monotonic():
            self.add(waiter)
        elif waiter not in self._now:
            self._later[waiter] = min(at, self._later.get(waiter, at))

    def discard(self, waiter: Waiter) -> None:
        self._now.pop(waiter, None)
        self._later.pop(waiter, None)

    def tick(self, now: float) -> None:
        for waiter in [waiter for waiter, at in self._later.items() if at <= now]:
            self.add(waiter)

    def take(self, most: int) -> tuple[Waiter, ...]:
        taken = tuple(self._now)[:most]
        for waiter in taken:
            del self._now[waiter]
        if not self._now:
            self.something.clear()
        return taken
