"""Hundreds of pages that poll as poll.js does: one request at a time, at the pace they are told."""

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlencode

from apps.accounts.models import User
from tests.children import NotInTimeError, wait_until
from tests.transcript import Transcript, read_answer

ENOUGH = 60.0  # seconds, on a busy machine
BACKOFF = 0.5  # seconds after the first failure; doubled with each, and spread

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Client:
    user: User
    session: str
    log: Transcript
    inbox: str = ""
    asked_at: float | None = None  # while a poll is under way
    ended: int = 0  # the status after which it stopped
    statuses: Counter[int] = field(default_factory=Counter)
    texts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    polls: int = 0


class Connection:
    """Of one page, opened when it is needed."""

    def __init__(self) -> None:
        self._streams: Streams | None = None
        self.is_used = False

    async def streams(self, connect: Callable[[], Awaitable[Streams]]) -> Streams:
        if self._streams is None:
            self._streams, self.is_used = await connect(), False
        return self._streams

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()
            self._streams = None


class Crowd:
    def __init__(self, port: int, clients: Iterable[Client]) -> None:
        self.port = port
        self.clients = list(clients)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="crowd")
        self._tasks: list[asyncio.Task[None]] = []
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.go_offline()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def go_online(self) -> None:
        self._run(self._go_online())

    def go_offline(self) -> None:
        self._run(self._go_offline())

    def _run(self, work) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(ENOUGH)

    async def _go_online(self) -> None:
        self._tasks = [asyncio.create_task(self._page(client)) for client in self.clients]

    async def _go_offline(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for client in self.clients:
            client.asked_at = None

    # --- what can be waited for ---------------------------------------------------------------

    def are_held(self, within: float = ENOUGH) -> None:
        """Returns when every page that goes on was seen with a poll which is held. Not all at one moment:
        held polls end, and are asked again."""
        held: set[int] = set()

        def all_held() -> bool:
            before = time.monotonic() - 0.4  # whoever was not answered for so long is held
            held.update(id(one) for one in self.going_on if one.asked_at and one.asked_at < before)
            return all(id(one) in held for one in self.going_on)

        try:
            wait_until(all_held, within=within, what="all are held")
        except NotInTimeError as error:
            others = [one for one in self.going_on if id(one) not in held]
            raise NotInTimeError(f"{error}; {len(others)} are not, like {others[:1]}") from error

    @property
    def going_on(self) -> list[Client]:
        return [client for client in self.clients if not client.ended]

    def have_all(self, messages: int) -> None:
        wait_until(
            lambda: all(len(client.log.shown) >= messages for client in self.going_on),
            within=ENOUGH,
            what=f"all have {messages}",
        )

    async def connect(self) -> Streams:
        return await asyncio.open_connection("127.0.0.1", self.port)

    @property
    def keeps_connections(self) -> bool:
        return True

    # --- a page -------------------------------------------------------------------------------

    async def _page(self, client: Client) -> None:
        connection = Connection()
        failures = 0
        try:
            while not client.ended:
                try:
                    pause, is_last = await self._poll(client, *await connection.streams(self.connect))
                    is_last = is_last or not self.keeps_connections
                    connection.is_used, failures = True, 0
                except (OSError, EOFError) as error:
                    is_last = True
                    if connection.is_used and not getattr(error, "partial", b""):
                        # Closed under the request: a browser asks again on another one, and says nothing.
                        pause = 0.0
                    else:
                        client.errors.append(repr(error))
                        failures += 1
                        pause = min(30, BACKOFF * 2**failures) * random.uniform(0.7, 1.3)
                client.asked_at = None
                if is_last:
                    connection.close()
                await asyncio.sleep(pause * random.uniform(0.85, 1.15))
        finally:
            connection.close()

    async def _poll(
        self, client: Client, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[float, bool]:
        """Returns the pause until the next one, and whether the server closes this connection."""
        query = urlencode({"room": client.log.room, "cursor": client.log.cursor, "inbox": client.inbox})
        client.asked_at = time.monotonic()
        client.polls += 1
        writer.write(
            f"GET /live/updates/?{query} HTTP/1.1\r\nHost: localhost\r\nMessager-User: {client.user.pk}\r\n"
            f"Cookie: sessionid={client.session}\r\n\r\n".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self._take(client, int(head.split()[1]), body.decode())
        pause = max(int(headers["messager-poll"]) / 1000, int(headers.get("retry-after", 0)))
        return pause, headers.get("connection") == "close"

    def _take(self, client: Client, status: int, text: str) -> None:
        client.statuses[status] += 1
        if status >= 400 and status != 503:
            client.ended = status
        if not text:
            return
        client.texts.append(text)
        if 'data-inbox="' in text:
            client.inbox = text.split('data-inbox="')[1].partition('"')[0]
        if answer := read_answer(text):
            client.log.merge(answer)
