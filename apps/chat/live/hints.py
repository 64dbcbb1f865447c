"""What workers and services say on Redis of what has moved."""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import redis
from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from apps import guarded_redis
from apps.chat.notifications import CHANNEL
from apps.chat.selectors import Numbers

logger = logging.getLogger(__name__)
AGAIN = 1.0  # seconds until the next try while Redis is away
PATIENCE = 5.0  # seconds of silence until Redis is asked whether it is there, and for its answer


@dataclass(frozen=True, slots=True)
class Hint:
    """A room that moved (its audience None: every member), or in which only typing or receipts did; or people
    to look at again."""

    room: int | None = None
    numbers: Numbers | None = None
    audience: frozenset[int] | None = None
    people: tuple[int, ...] = ()
    stirs: str = ""  # "typing" or "receipts"


async def listen(hear: Callable[[Hint], None], tell: Callable[[bool], None]) -> None:
    """Hears for ever; `tell` is called with whether it is deaf. Then the safety look finds what moves."""
    level = logging.WARNING

    def begin() -> None:
        nonlocal level
        level = logging.WARNING
        tell(False)

    while True:
        try:
            await _listen(hear, begin)
        except (redis.RedisError, OSError) as error:
            logger.log(level, "no hints from Redis (%s); trying again each %s s", error, AGAIN)
            level = logging.DEBUG  # said once; it can be away for an hour
        finally:
            tell(True)
        await asyncio.sleep(AGAIN)


async def _listen(hear: Callable[[Hint], None], begin: Callable[[], None]) -> None:
    client = Redis.from_url(await asyncio.to_thread(guarded_redis.address), socket_timeout=None)
    async with client, client.pubsub() as channel:
        async with asyncio.timeout(PATIENCE):
            await channel.subscribe(CHANNEL)
            await channel.get_message(timeout=PATIENCE)
        begin()
        while True:
            message = await _next(channel)
            if message["type"] == "message" and (hint := _parse(message["data"])):
                hear(hint)


async def _next(channel: PubSub) -> dict[str, Any]:
    """Silence is normal here, and a Redis that hangs or has vanished is silent too: it is asked."""
    message: dict[str, Any] | None = await channel.get_message(timeout=PATIENCE)
    if message is None:
        await channel.ping()
        message = await channel.get_message(timeout=PATIENCE)
    if message is None:
        raise redis.TimeoutError("it says nothing, and does not answer")
    return message


def _parse(data: bytes) -> Hint | None:
    try:
        return _hint(json.loads(data))
    except (ValueError, TypeError, KeyError):
        logger.warning("a hint that is not understood: %r", data[:200])
        return None


def _hint(said: dict[str, Any]) -> Hint:
    if "people" in said:
        return Hint(people=tuple(said["people"]))
    for what in ("typing", "receipts"):
        if what in said:
            return Hint(room=said["room"], stirs=what)
    audience = said["audience"]
    return Hint(
        room=said["room"],
        numbers=Numbers(said["sequence"], said["revision"], said["kind"], said.get("sender")),
        audience=None if audience is None else frozenset(audience),
    )
