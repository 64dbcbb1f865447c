"""The ASGI entry: `/live/updates/`, a sign of life, and nothing else. Never a page, a form or the admin."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import parse_cookie
from django.utils.translation import gettext_lazy as _

from apps.accounts import languages
from apps.accounts.http import PAGE_OWNER
from apps.chat.live.answers import Answer, refusal
from apps.chat.live.hub import Hub
from apps.chat.live.process import raise_open_files, spare_the_collector
from apps.chat.live.rounds import Rounds
from apps.chat.live.sending import respond
from apps.chat.live.waiter import Asking, Waiter
from apps.chat.polls import NotUnderstoodError, read_poll

PATH = "/live/updates/"
HEALTH = "/live/healthz"
OWNER = PAGE_OWNER.lower().encode()

Scope = dict[str, Any]
Headers = Mapping[bytes, bytes]
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
        elif scope["type"] == "http" and scope["path"] == HEALTH:
            await respond(send, Answer(b"alive"), pace_ms=0)
        elif scope["type"] == "http":
            await respond(send, refusal(404, _("There is nothing here."), _language_of(scope)), pace_ms=0)

    async def _hold(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            waiter = Waiter(_asking(scope), send, settings.LIVE_HOLD)
        except NotUnderstoodError:
            sentence = _("This page asks in a way that is not understood. Reload it.")
            await respond(send, refusal(422, sentence, _language_of(scope)), pace_ms=0)
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
                spare_the_collector()
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
    cookies = _cookies(headers)
    return Asking(
        poll=read_poll(query),
        session_key=cookies.get(settings.SESSION_COOKIE_NAME, ""),
        page_owner=headers.get(OWNER, b"").decode("latin-1"),
        language=_language(headers, cookies),
        hold_ms=round(settings.LIVE_HOLD * 1000),
    )


def _language(headers: Headers, cookies: Mapping[str, str]) -> str:
    accepted = headers.get(b"accept-language", b"").decode("latin-1")
    return languages.asked_for(cookies.get(settings.LANGUAGE_COOKIE_NAME, ""), accepted)


def _language_of(scope: Scope) -> str:
    headers = dict(scope["headers"])
    return _language(headers, _cookies(headers))


def _cookies(headers: Headers) -> dict[str, str]:
    """Read as Django does: a cookie of another program that breaks the rules hides none of ours."""
    cookies: dict[str, str] = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    return cookies
