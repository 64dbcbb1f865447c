"""redis-py's connections, which ask the breaker before they send and tell it when nothing comes back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import redis
from redis.connection import Connection, SSLConnection, UnixDomainSocketConnection

from apps.guarded_redis.breaker import Breaker
from apps.guarded_redis.masters import MasterConnection

# It answers, but keeps nothing: heartbeats would fail while reads show everybody offline.
KEEPS_NOTHING = (redis.OutOfMemoryError, redis.ReadOnlyError)
KEEPS_NOTHING_IT_SAYS = ("OOM ", "MISCONF ", "READONLY ")  # inside the error of a script


class _Guarded(redis.connection.AbstractConnection):
    def __init__(self, *, breaker: Breaker, **options: Any) -> None:
        self._breaker = breaker
        super().__init__(**options)

    def connect_check_health(self, *args: Any, **options: Any) -> None:
        if self.is_connected:
            return
        self._breaker.admit()
        with self._tripping_on(redis.RedisError, OSError):
            super().connect_check_health(*args, **options)

    def send_packed_command(self, *args: Any, **options: Any) -> None:
        self._breaker.admit()
        with self._tripping_on(redis.TimeoutError):
            super().send_packed_command(*args, **options)  # type: ignore[no-untyped-call]

    def read_response(self, *args: Any, **options: Any) -> Any:
        with self._tripping_on(redis.TimeoutError):
            try:
                return super().read_response(*args, **options)
            except redis.ResponseError as error:
                if _keeps_nothing(error):
                    self._breaker.trip(error)
                raise

    @contextmanager
    def _tripping_on(self, *errors: type[Exception]) -> Iterator[None]:
        """A standing connection that the server closed is no reason: the next connect tells.

        So a restart of Redis that is over in a moment is not made longer.
        """
        try:
            yield
        except errors as error:
            self._breaker.trip(error)
            raise


def _keeps_nothing(error: redis.ResponseError) -> bool:
    return isinstance(error, KEEPS_NOTHING) or any(word in str(error) for word in KEEPS_NOTHING_IT_SAYS)


class GuardedConnection(_Guarded, Connection):
    pass


class GuardedSSLConnection(_Guarded, SSLConnection):
    pass


class GuardedUnixConnection(_Guarded, UnixDomainSocketConnection):
    pass


class GuardedMasterConnection(_Guarded, MasterConnection):
    pass


GUARDED: dict[object, Callable[..., _Guarded]] = {
    Connection: GuardedConnection,
    SSLConnection: GuardedSSLConnection,
    UnixDomainSocketConnection: GuardedUnixConnection,
    MasterConnection: GuardedMasterConnection,
}
