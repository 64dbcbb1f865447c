import logging
import time
from collections.abc import Callable
from threading import Lock

import redis
from django.conf import settings

from apps.guarded_redis.forks import fork_safe

logger = logging.getLogger(__name__)

_lock = fork_safe(Lock())  # one for all breakers


class RedisAwayError(redis.ConnectionError):
    """Refused without trying: Redis failed a moment ago."""


class Breaker:
    """Closed: commands pass. Tripped: refused for REDIS_BREAK seconds; then one caller's probe decides."""

    def __init__(self, server: str, probe: Callable[[], None]) -> None:
        self.server = server
        self._probe = probe
        self._probe_at: float | None = None  # on the monotonic clock; None while closed

    @property
    def is_open(self) -> bool:
        probe_at = self._probe_at
        return probe_at is not None and time.monotonic() < probe_at

    def admit(self) -> None:
        """Returns when a command may be sent; raises when it may not."""
        if self._probe_at is None:
            return
        if not self._takes_the_probe():
            raise RedisAwayError(f"Redis at {self.server} is left alone for a moment")
        try:
            self._probe()
        except (redis.RedisError, OSError) as error:
            self.trip(error)
            raise RedisAwayError(f"Redis at {self.server} is still away") from error
        self._close()

    def trip(self, reason: object) -> None:
        with _lock:
            was_closed = self._probe_at is None
            self._probe_at = time.monotonic() + settings.REDIS_BREAK
        if was_closed:
            logger.warning(
                "Redis at %s is away (%s): presence is unknown, nothing is cached and no rate limit holds.",
                self.server,
                reason,
            )

    def _takes_the_probe(self) -> bool:
        """True for one caller each REDIS_BREAK seconds."""
        with _lock:
            now = time.monotonic()
            if self._probe_at is None or now < self._probe_at:
                return False
            self._probe_at = now + settings.REDIS_BREAK
            return True

    def _close(self) -> None:
        with _lock:
            was_open, self._probe_at = self._probe_at is not None, None
        if was_open:
            logger.info("Redis at %s is back.", self.server)
