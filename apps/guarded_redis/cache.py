from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import redis
from django_redis.cache import RedisCache
from django_redis.pool import ConnectionFactory

from apps.guarded_redis.missed import Missed, missed_by
from apps.guarded_redis.pools import client, pool

SCAN = 1000  # keys a round trip


class GuardedConnectionFactory(ConnectionFactory):
    def get_or_create_connection_pool(self, params: dict[str, Any]) -> redis.ConnectionPool:
        return pool(params["url"])


class FailOpenCache(RedisCache):
    """Django's cache on Redis; empty while Redis is away.

    django-redis can ignore exceptions by itself, but then add() answers None, which a caller takes for
    "somebody else holds the lock", touch() still raises, get_many() hands out one shared dict, and what was
    deleted meanwhile is there again when Redis is.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        factory = f"{GuardedConnectionFactory.__module__}.{GuardedConnectionFactory.__qualname__}"
        options = {**params.get("OPTIONS", {}), "CONNECTION_FACTORY": factory}
        super().__init__([server], {**params, "OPTIONS": options})  # a list: commas would part a string
        self._url = server
        self._missed = missed_by[server]

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        """True while Redis is away: allauth takes locks by it, and would wait a second for each."""
        with self._failing_open():
            return bool(super().add(key, value, *args, **kwargs))
        return True

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        with self._failing_open():
            return super().get(key, default, version)
        return default

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        with self._failing_open():
            return dict(super().get_many(keys, version))
        return {}

    def has_key(self, key: str, version: int | None = None) -> bool:
        with self._failing_open():
            return bool(super().has_key(key, version))
        return False

    def set(self, key: str, value: Any, *args: Any, version: int | None = None, **kwargs: Any) -> Any:
        with self._failing_open([key], version):
            return super().set(key, value, *args, version=version, **kwargs)

    def set_many(
        self, data: dict[str, Any], *args: Any, version: int | None = None, **kwargs: Any
    ) -> list[str]:
        """The keys that were not kept, as Django has it."""
        with self._failing_open(data, version):
            super().set_many(data, *args, version=version, **kwargs)
            return []
        return list(data)

    def touch(self, key: str, *args: Any, **kwargs: Any) -> bool:
        with self._failing_open():
            return bool(super().touch(key, *args, **kwargs))
        return False

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        with self._failing_open([key], version):
            return int(super().incr(key, delta, version))
        raise ValueError(f"Key '{key}' not found")  # what Django says of an empty cache

    def decr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self.incr(key, -delta, version)

    def delete(self, key: str, version: int | None = None) -> bool:
        with self._failing_open([key], version):
            return bool(super().delete(key, version))
        return False

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        keys = list(keys)
        with self._failing_open(keys, version):
            super().delete_many(keys, version)

    def clear(self) -> None:
        """Ours alone: django-redis empties the whole database, the broker's queues and presence with it."""
        with self._failing_open():
            self.delete_pattern("*", itersize=SCAN)

    def _failing_open(self, changed: Iterable[str] = (), version: int | None = None) -> "_FailingOpen":
        keys = [self.make_key(key, version) for key in changed]
        if self._missed:
            self._make_up()
        return _FailingOpen(self._missed, keys)

    def _make_up(self) -> None:
        """When it fails the breaker is open: what follows fails too, instead of reading what is stale."""
        with suppress(redis.RedisError):
            if self._missed.are_too_many:
                self.delete_pattern("*", itersize=SCAN)
                self._missed.are_too_many = False
            self._missed.make_up(client(self._url))


class _FailingOpen:
    """Leaves its block quietly when Redis is away, and remembers what ought to have changed."""

    def __init__(self, missed: Missed, keys: list[str]) -> None:
        self._missed = missed
        self._keys = keys

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> bool:
        if not isinstance(error, redis.RedisError):
            return False
        self._missed.add(self._keys)
        return True
