"""HTTP/1.1 as far as a load generator needs it: it shares the machine with what it measures."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Self, cast

LENGTH = b"\r\ncontent-length:"
BODILESS = {204, 304}


@dataclass(slots=True)
class Answer:
    status: int
    head: bytes
    body: bytes
    at: float  # when its last byte had come
    size: int  # bytes on the wire

    def header(self, name: str) -> str:
        start = self.head.lower().find(b"\r\n%s:" % name.lower().encode())
        if start < 0:
            return ""
        return self.head[start + len(name) + 3 :].split(b"\r\n", 1)[0].strip().decode()


class Wire(asyncio.Protocol):
    """One keep-alive connection, one request at a time."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._buffer = b""
        self._then: Callable[[Answer], None] | None = None
        self._transport: asyncio.Transport | None = None
        self.on_loss: Callable[[], None] = lambda: None

    async def open(self) -> Self:
        await asyncio.get_running_loop().create_connection(lambda: self, *self._address)
        return self

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def close(self) -> None:
        self.on_loss = lambda: None
        self._then = None
        if self._transport:
            self._transport.close()

    def ask(self, request: bytes, then: Callable[[Answer], None]) -> None:
        """`then` is called with the answer; it may ask again."""
        assert self._transport
        self._then = then
        self._transport.write(request)

    async def fetch(self, request: bytes) -> Answer:
        if not self.is_open:
            await self.open()
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.on_loss = lambda: answered.done() or answered.set_exception(ConnectionError("connection lost"))
        self.ask(request, answered.set_result)
        return await answered

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's only looks like one
        self._buffer = b""

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self.on_loss()

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._buffer[:end]
        status = int(head[9:12])
        whole = end + 4 + (0 if status in BODILESS else _length(head))
        if len(self._buffer) < whole:
            return
        body = self._buffer[end + 4 : whole]
        self._buffer = self._buffer[whole:]
        then, self._then = self._then, None
        if then:
            then(Answer(status, head, body, perf_counter(), whole))


def _length(head: bytes) -> int:
    lowered = head.lower()
    start = lowered.find(LENGTH)
    if start < 0:
        raise ValueError(f"an answer without a length: {head!r}")
    return int(lowered[start + len(LENGTH) :].split(b"\r\n", 1)[0])


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *(f"{k}: {v}" for k, v in headers.items())]
    if method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
