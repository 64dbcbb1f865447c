import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from apps.chat.polls import Poll

# Seconds that a poll has to have waited before it is told: what comes closely together is told together.
AT_ONCE = 0.0
ASIDE = 0.3  # who types, how far the others are
ELSEWHERE = 1.0  # what was said in other rooms

Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Asking:
    """A poll, and in whose name."""

    poll: Poll
    session_key: str
    page_owner: str
    language: str  # of the browser
    hold_ms: int  # for how long it may be held: its person stays online for that time too


class Waiter:
    """One held poll. `send` answers it; its ASGI call ends by itself after that."""

    __slots__ = ("asking", "deadline", "language", "may_wait", "person_id", "rooms", "send", "since")

    def __init__(self, asking: Asking, send: Send, hold: float) -> None:
        self.asking = asking
        self.send = send
        self.since = time.monotonic()
        self.deadline = self.since + hold
        self.may_wait = True  # not beyond a cap
        self.person_id: int | None = None  # known once it has been examined
        self.language = asking.language
        self.rooms: tuple[int, ...] = ()

    @property
    def is_new(self) -> bool:
        return self.person_id is None

    @property
    def room(self) -> int | None:
        return self.asking.poll.room
