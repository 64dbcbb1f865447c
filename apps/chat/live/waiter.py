import time
from collections.abc import Awaitable, Callable
from typing import Any

from apps.chat.live.examine import Asking

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Waiter:
    """One held poll. `send` answers it; its ASGI call ends by itself after that."""

    __slots__ = ("asking", "deadline", "is_new", "moved", "person_id", "rooms", "send", "since")

    def __init__(self, asking: Asking, send: Send, hold: float) -> None:
        self.asking = asking
        self.send = send
        self.since = time.monotonic()
        self.deadline = self.since + hold
        self.is_new = True  # not examined yet
        self.moved = False  # something happened elsewhere; told when it has waited a second
        self.person_id: int | None = None
        self.rooms: tuple[int, ...] = ()
