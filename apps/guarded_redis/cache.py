from collections.abc import Callable, Iterable
from typing import Any

import redis
from django_redis.cache import RedisCache
from django_redis.pool import ConnectionFactory

from apps.guarded_redis.pools import pool


class GuardedConnectionFactory(ConnectionFactory):  # type: ignore[misc]
    def get_or_create_connection_pool(self, params: dict[str, Any]) -> redis.ConnectionPool:
        return pool(params["url"])


def _or(away: Any, method: Callable[..., Any]) -> Callable[..., Any]:
    """`method`, answering `away` while Redis does not."""

    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except redis.RedisError:
            return away

    return call


class FailOpenCache(RedisCache):  # type: ignore[misc]
    """Django's cache on Redis; empty while Redis is away.

    django-redis can ignore exceptions by itself, but then add() answers None, which a caller takes for
    "somebody else holds the lock", touch() still raises, and get_many() hands out one shared dict.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        factory = f"{GuardedConnectionFactory.__module__}.{GuardedConnectionFactory.__qualname__}"
        options = {**params.get("OPTIONS", {}), "CONNECTION_FACTORY": factory}
        super().__init__(server, {**params, "OPTIONS": options})

    # allauth takes a lock by add() and waits a second for it, several times in one sign-in.
    add = _or(True, RedisCache.add)
    set = _or(None, RedisCache.set)
    touch = _or(False, RedisCache.touch)
    delete = _or(False, RedisCache.delete)
    delete_many = _or(None, RedisCache.delete_many)
    has_key = _or(False, RedisCache.has_key)
    clear = _or(None, RedisCache.clear)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return _or(default, super().get)(key, default, version)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        found: dict[str, Any] = _or({}, super().get_many)(keys, version)
        return found

    def set_many(self, data: dict[str, Any], *args: Any, **kwargs: Any) -> list[str]:
        """The keys that were not kept, as Django has it."""
        return _or(list(data), super().set_many)(data, *args, **kwargs) or []

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._number(super().incr, key, delta, version)

    def decr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._number(super().decr, key, delta, version)

    def _number(self, method: Callable[..., int], key: str, delta: int, version: int | None) -> int:
        try:
            return method(key, delta, version)
        except redis.RedisError as error:
            raise ValueError(f"Key '{key}' not found") from error  # what Django says of an empty cache
