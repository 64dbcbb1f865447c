"""What workers and services say on Redis of what has moved."""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

import redis
from django.conf import settings
from redis.asyncio import Redis

from apps.chat.notifications import CHANNEL
from apps.chat.selectors import Numbers

logger = logging.getLogger(__name__)
AGAIN = 1.0  # seconds until the next try while Redis is away


@dataclass(frozen=True, slots=True)
class Hint:
    """A room that moved (its audience None: every member), or people to look at again."""

    room: int | None = None
    numbers: Numbers | None = None
    audience: frozenset[int] | None = None
    people: tuple[int, ...] = ()


async def listen(hear: Callable[[Hint], None]) -> None:
    """Hears for ever. While Redis is away the safety look finds everything."""
    while True:
        try:
            await _listen(hear)
        except (redis.RedisError, OSError):
            logger.warning("no hints from Redis; next try in %s s", AGAIN)
        await asyncio.sleep(AGAIN)


async def _listen(hear: Callable[[Hint], None]) -> None:
    # No socket timeout: silence is normal here. The health check tells a dead server from a quiet one.
    client = Redis.from_url(settings.REDIS_URL, socket_timeout=None, health_check_interval=10)
    async with client, client.pubsub() as channel:
        await channel.subscribe(CHANNEL)
        async for message in channel.listen():
            if message["type"] == "message":
                hear(_parse(message["data"]))


def _parse(data: bytes) -> Hint:
    said = json.loads(data)
    if "people" in said:
        return Hint(people=tuple(said["people"]))
    audience = said["audience"]
    return Hint(
        room=said["room"],
        numbers=Numbers(said["sequence"], said["revision"], said["kind"]),
        audience=None if audience is None else frozenset(audience),
    )
