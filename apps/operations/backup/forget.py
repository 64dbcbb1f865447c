"""What Redis holds of a future that is no more: fragments, sessions, presence, tasks."""

from collections.abc import Iterator

from django.conf import settings
from redis import Redis, RedisError

BATCH = 500
PATIENCE = 5  # seconds for an answer
# By prefix and not all there is: the server may serve others too.
OF_OURS = ["presence:*", "delivered:*", "typing:*", "limit:*", "dispatch:*", "messager:*"]
OF_THE_CACHE = [f"{settings.CACHES['default']['KEY_PREFIX']}:*"]


def forget_in_redis() -> str:
    """Says what was done."""
    try:
        count = _forget(settings.REDIS_URL, OF_OURS) + _forget(settings.CACHE_URL, OF_THE_CACHE)
    except RedisError as error:
        return (
            f"Redis could not be emptied ({type(error).__name__}). Empty it before anybody is let in: "
            "it may hold pages of what is lost now."
        )
    return f"{count} keys forgotten in Redis."


def _forget(url: str, patterns: list[str]) -> int:
    with Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as client:
        return sum(client.unlink(*keys) for pattern in patterns for keys in _batches(client, pattern))


def _batches(client: Redis, pattern: str) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for key in client.scan_iter(pattern, count=BATCH):
        batch.append(key)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
