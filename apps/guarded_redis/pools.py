from threading import RLock
from typing import Any

import redis
from django.conf import settings
from redis.connection import Connection, parse_url
from redis.maint_notifications import MaintNotificationsConfig

from apps.guarded_redis import masters
from apps.guarded_redis.breaker import Breaker
from apps.guarded_redis.connections import GUARDED
from apps.guarded_redis.forks import ForkSafePool, fork_safe
from apps.guarded_redis.masters import MasterConnection
from apps.redis_address import sentinels

# Seconds. The one request that probes while Redis is away may take 250 ms in all.
PROBE_TIMEOUT = 0.1
LOOK_TIMEOUT = 0.2  # for who only wants to know

_making = fork_safe(RLock())
_breakers: dict[str, Breaker] = {}
_clients: dict[str, redis.Redis] = {}


def client(url: str | None = None) -> redis.Redis:
    """For short commands. Who waits for something (pub/sub, BLPOP) needs a connection of their own.

    One for each process and URL; threads share it, and redis-py renews its connections after a fork.
    """
    url = url or settings.REDIS_URL
    if url not in _clients:
        with _making:
            if url not in _clients:
                # With a pool of ours it does not retry; by itself it would try a hung server four times.
                _clients[url] = redis.Redis(connection_pool=_new_pool(url))
    return _clients[url]


def pool(url: str | None = None) -> redis.ConnectionPool:
    """For libraries that make their own client."""
    return client(url).connection_pool


def address(url: str | None = None) -> str:
    """For clients of other kinds: a server's own URL, after asking the Sentinels where there are some."""
    return masters.address(url or settings.REDIS_URL, settings.REDIS_TIMEOUT)


def is_open(url: str | None = None) -> bool:
    """Whether Redis is being left alone just now."""
    return _breaker(url or settings.REDIS_URL).is_open


def trip(url: str | None = None, reason: object = "a caller saw it fail") -> None:
    """For those who talk to Redis on connections that are not guarded."""
    _breaker(url or settings.REDIS_URL).trip(reason)


def keeps(url: str) -> bool:
    """Whether this process uses the Redis there, and it keeps what it is given."""
    if is_open(url):
        return False
    try:
        _probe(url, LOOK_TIMEOUT)
    except (redis.RedisError, OSError):
        return False
    return True


def _new_pool(url: str) -> redis.ConnectionPool:
    options = _options(url, settings.REDIS_TIMEOUT)
    options["connection_class"] = GUARDED[options.get("connection_class", Connection)]
    return ForkSafePool(breaker=_breaker(url), **options)


def _options(url: str, timeout: float) -> dict[str, Any]:
    return {
        **_parts(url),
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        "driver_info": None,  # two round trips less for each connection
        "maint_notifications_config": MaintNotificationsConfig(enabled=False),
    }


def _parts(url: str) -> dict[str, Any]:
    if known := sentinels(url):
        return {
            "connection_class": MasterConnection,
            "sentinels": known,
            "db": known.database,
            "username": known.username,
            "password": known.password,
        }
    parts: dict[str, Any] = parse_url(url)  # type: ignore[no-untyped-call]
    return parts


def _breaker(url: str) -> Breaker:
    """One for each server, whichever of its databases `url` names."""
    server = _server(_parts(url))
    with _making:
        return _breakers.setdefault(server, Breaker(server, probe=lambda: _probe(url)))


def _server(parts: dict[str, Any]) -> str:
    if "sentinels" in parts:
        return str(parts["sentinels"].name)
    return parts.get("path") or f"{parts.get('host', 'localhost')}:{parts.get('port', 6379)}"


def _probe(url: str, timeout: float = PROBE_TIMEOUT) -> None:
    """Raises unless Redis quickly keeps something, on a connection that no breaker guards."""
    options = _options(url, timeout)
    options.pop("maint_notifications_config")
    connection = options.pop("connection_class", Connection)(**options)
    try:
        connection.send_command("SET", "guarded-redis:probe", 1, "PX", 1000)
        connection.read_response()
    finally:
        connection.disconnect()
