"""Who sends slowly is cut, and holds up nobody meanwhile: the embedded server has no proxy before it.

A request's head must be here within HEAD_WITHIN seconds and its body within BODY_WITHIN. Both are waited
for in the event loop: a thread is spent on a page only when all of its request is here.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_WITHIN = 10.0  # seconds
BODY_WITHIN = 20.0

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Protocol(HttpToolsProtocol):
    """The clock runs from the connection's start, and again from each later request's first byte."""

    _head_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start_clock()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._head_due is None:
            self._start_clock()

    def on_headers_complete(self) -> None:
        self._stop_clock()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_clock()
        super().connection_lost(exc)

    def _start_clock(self) -> None:
        self._head_due = self.loop.call_later(HEAD_WITHIN, self.transport.close)

    def _stop_clock(self) -> None:
        if self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None


class NotTakenError(Exception):
    """With the status that says why."""


async def take_whole(receive: Receive, most: int, passed_over: int = 0) -> Receive:
    """Returns a `receive` that has the whole body at once, of `most` bytes.

    A longer one is refused; or, up to `passed_over`, read and thrown away: then the page says what is wrong.
    """
    try:
        async with asyncio.timeout(BODY_WITHIN):
            body = await _body(receive, most, max(most, passed_over))
    except TimeoutError:
        raise NotTakenError(408) from None
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return pending.pop() if pending else await receive()

    return receive_again


async def _body(receive: Receive, most: int, passed_over: int) -> bytes:
    body, length = bytearray(), 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise NotTakenError(400)
        piece = message.get("body", b"")
        length += len(piece)
        if length > passed_over:
            raise NotTakenError(413)
        if length > most:
            body.clear()
        else:
            body += piece
        if not message.get("more_body"):
            return bytes(body)


async def refuse(send: Send, status: int) -> None:
    headers = [(b"connection", b"close"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
