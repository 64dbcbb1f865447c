"""The ASGI entry: `/live/updates/` and nothing else. Never a page, a form or the admin."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import parse_cookie

from apps.accounts.http import PAGE_OWNER
from apps.chat.live.answers import refusal
from apps.chat.live.hub import Hub
from apps.chat.live.open_files import raise_open_files
from apps.chat.live.rounds import Rounds
from apps.chat.live.sending import respond
from apps.chat.live.waiter import Asking, Waiter
from apps.chat.polls import NotUnderstoodError, read_poll

PATH = "/live/updates/"
OWNER = PAGE_OWNER.lower().encode()

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Live:
    def __init__(self) -> None:
        self.hub = Hub()
        self.rounds = Rounds(self.hub)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "GET":
            await self._hold(scope, receive, send)
        elif scope["type"] == "http":
            await respond(send, refusal(404, "There is nothing here."), pace_ms=0)

    async def _hold(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            waiter = Waiter(_asking(scope), send, settings.LIVE_HOLD)
        except NotUnderstoodError:
            await respond(send, refusal(422, "This page asks in a way that is not understood."), pace_ms=0)
            return
        self.hub.add(waiter)
        try:
            # The hub answers through `send`; then, or when the page goes away, this says so.
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self.hub.remove(waiter)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                raise_open_files()
                self.rounds.start()
                _before_the_end(self.hub.drain)
                await send({"type": "lifespan.startup.complete"})
            else:
                self.rounds.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _before_the_end(drain: Callable[[], None]) -> None:
    """On SIGTERM: the server itself waits for its connections, and ours would wait for news."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        then = signal.getsignal(number)

        def handle(signum: int, frame: Any, then: Any = then) -> None:
            loop.call_soon_threadsafe(drain)
            if callable(then):
                then(signum, frame)

        signal.signal(number, handle)


def _asking(scope: Scope) -> Asking:
    headers = dict(scope["headers"])
    query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
    return Asking(
        poll=read_poll(query),
        session_key=_session_key(headers.get(b"cookie", b"").decode("latin-1")),
        page_owner=headers.get(OWNER, b"").decode("latin-1"),
        hold_ms=round(settings.LIVE_HOLD * 1000),
    )


def _session_key(cookies: str) -> str:
    """Read as Django does: a cookie of another program that breaks the rules hides none of ours."""
    return parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, "")
