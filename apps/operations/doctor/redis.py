from typing import Any

from django.conf import settings
from redis import Redis

from apps.operations.doctor.clocks import skew

OLDEST = (6, 2)
PATIENCE = 3  # seconds for an answer


def _client(url: str) -> Redis:
    return Redis.from_url(
        url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, decode_responses=True
    )


def _info(url: str) -> dict[str, Any]:
    with _client(url) as client:
        info: Any = client.info()
    return dict(info)


def redis() -> str | None:
    version = str(_info(settings.REDIS_URL)["redis_version"])
    if tuple(map(int, version.split(".")[:2])) < OLDEST:
        return f"Redis {version} is too old: upgrade it to {OLDEST[0]}.{OLDEST[1]} or newer."
    return None


def redis_policy() -> str | None:
    policy = _info(settings.REDIS_URL)["maxmemory_policy"]
    if policy == "noeviction":
        return None
    return (
        f"maxmemory-policy is {policy}, which throws tasks away: set noeviction, and CACHE_URL for a cache."
    )


def redis_memory() -> str | None:
    info = _info(settings.REDIS_URL)
    if not info["maxmemory"] or info["used_memory"] < 0.9 * info["maxmemory"]:
        return None
    return "Redis is nearly full and soon refuses to keep anything: raise maxmemory."


def cache() -> str | None:
    info = _info(settings.CACHE_URL)
    own = settings.CACHE_URL != settings.REDIS_URL
    if own and info["maxmemory_policy"] == "noeviction" and info["maxmemory"]:
        return "The cache has a limit and may not evict, so it fails when full: set allkeys-lru there."
    return None


def clock_of_redis() -> str | None:
    with _client(settings.REDIS_URL) as client:
        seconds: Any = client.time()
    return skew("Redis", float(seconds[0]))
