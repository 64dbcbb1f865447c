"""Hundreds of pages that poll as poll.js does: one request at a time, at the pace they are told."""

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlencode

from apps.accounts.models import User
from tests.children import wait_until
from tests.transcript import Transcript, read_answer

ENOUGH = 60.0  # seconds, on a busy machine
BACKOFF = 0.5  # seconds after the first failure; doubled with each, and spread


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

    def are_held(self, within: float = ENOUGH) -> float:
        """Returns when every page that goes on has a poll which is being held, and since when it was so."""
        start = time.monotonic()
        wait_until(self._all_held, within=within, what="all are held")
        return max((client.asked_at or 0) for client in self.going_on) - start

    def _all_held(self) -> bool:
        before = time.monotonic() - 0.4  # whoever was not answered for so long is held
        return all(client.asked_at and client.asked_at < before for client in self.going_on)

    @property
    def going_on(self) -> list[Client]:
        return [client for client in self.clients if not client.ended]

    def have_all(self, messages: int) -> None:
        wait_until(
            lambda: all(len(client.log.shown) >= messages for client in self.going_on),
            within=ENOUGH,
            what=f"all have {messages}",
        )

    # --- a page -------------------------------------------------------------------------------

    async def _page(self, client: Client) -> None:
        streams = None
        failures = 0
        while not client.ended:
            try:
                if streams is None:
                    streams = await asyncio.open_connection("127.0.0.1", self.port)
                pause, is_last = await self._poll(client, *streams)
                failures = 0
            except (OSError, EOFError) as error:
                client.errors.append(repr(error))
                failures += 1
                pause, is_last = min(30, BACKOFF * 2**failures) * random.uniform(0.7, 1.3), True
            client.asked_at = None
            if is_last and streams:
                streams[1].close()
                streams = None
            await asyncio.sleep(pause * random.uniform(0.85, 1.15))
        if streams:
            streams[1].close()

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
