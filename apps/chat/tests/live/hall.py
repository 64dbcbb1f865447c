"""The live process inside the test: its loop runs in a thread, its polls are asked by hand."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import redis
from django.conf import settings

from apps.accounts.models import User
from apps.chat import selectors, services
from apps.chat.live.app import PATH, Live
from apps.chat.models import Room
from apps.chat.notifications import CHANNEL
from tests.children import wait_until
from tests.people import a_session

SOON = 10.0  # seconds that nothing here may take on a busy machine


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    text: str


class Held:
    """One poll; `answer` is what came of it."""

    def __init__(self, hall: "Hall", scope: dict[str, Any]) -> None:
        self._hall = hall
        self._sent: list[dict[str, Any]] = []
        self._end = asyncio.Event()
        self._is_answered = threading.Event()
        self._is_asked = False
        self.returned = asyncio.run_coroutine_threadsafe(
            hall.live(scope, self._receive, self._send), hall.loop
        )

    async def _receive(self) -> dict[str, Any]:
        if not self._is_asked:
            self._is_asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._end.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        self._sent.append(message)
        if message["type"] == "http.response.body":
            self._end.set()
            self._is_answered.set()

    @property
    def is_answered(self) -> bool:
        return self._is_answered.is_set()

    @property
    def answer(self) -> Reply:
        assert self._is_answered.wait(SOON), "no answer came"
        start, body = self._sent
        headers = {name.decode(): value.decode() for name, value in start["headers"]}
        return Reply(start["status"], headers, body["body"].decode())

    def waits(self) -> "Held":
        """Returns when it has been looked at and nothing was found to say."""
        self._hall.settle()
        assert not self.is_answered, self.answer
        return self

    def leaves(self) -> None:
        """The page is closed."""
        self._hall.loop.call_soon_threadsafe(self._end.set)
        self.returned.result(SOON)


class Hall:
    def __init__(self) -> None:
        self.live = Live()
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="live")

    @property
    def hub(self):
        return self.live.hub

    def open(self) -> "Hall":
        self._thread.start()
        self.call(self.live.rounds.start)
        return self

    def close(self) -> None:
        self.call(self.live.rounds.stop)
        asyncio.run_coroutine_threadsafe(_end_all(), self.loop).result(SOON)
        self.live.rounds._lane.shutdown(wait=True)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    def call(self, function: Callable[..., Any], *args: Any) -> Any:
        """Runs it where the hub lives."""

        async def run() -> Any:
            return function(*args)

        return asyncio.run_coroutine_threadsafe(run(), self.loop).result(SOON)

    def listens(self) -> "Hall":
        """Returns when hints are heard."""
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            wait_until(
                lambda: dict(client.pubsub_numsub(CHANNEL))[CHANNEL.encode()], within=SOON, what="ears"
            )
        wait_until(lambda: not self.hub.is_deaf, within=SOON, what="ears")
        self.settle()
        return self

    def settle(self) -> None:
        """Returns when everybody who is due has been looked at."""
        wait_until(lambda: self.call(lambda: self.hub.is_settled), within=SOON, what="all looked at")

    def polls(
        self, person: User, room: Room | None = None, *, session: str | None = None, **query: Any
    ) -> Held:
        """As a page that is up to date would; `query` says where it is not."""
        page = {"inbox": inbox_of(person), "roster": "", "away": 0, "next": 0}
        if room is not None:
            page |= {"room": room.pk, "cursor": Room.objects.get(pk=room.pk).last_revision}
        return self.asks({**page, **query}, session or a_session(person), str(person.pk))

    def asks(self, query: dict[str, Any], session: str = "", owner: str = "", cookies: str = "") -> Held:
        cookie = cookies or f"{settings.SESSION_COOKIE_NAME}={session}"
        scope = {
            "type": "http",
            "method": "GET",
            "path": PATH,
            "query_string": urlencode(query).encode(),
            "headers": [(b"cookie", cookie.encode()), (b"messager-user", owner.encode())],
        }
        return Held(self, scope)


async def _end_all() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def inbox_of(person: User) -> str:
    numbers = selectors.numbers_of(person)
    inbox = User.objects.values_list("inbox", flat=True).get(pk=person.pk)
    return str(selectors.inbox_of(inbox, numbers.values()))


def dispatched() -> None:
    """The worker has done its round."""
    services.dispatch()
