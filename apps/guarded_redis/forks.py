"""Locks that a child never inherits locked: gunicorn and Celery fork while other threads are at work."""

import os
from threading import RLock
from typing import Any
from weakref import WeakSet

import redis


def fork_safe(lock: Any) -> Any:
    """A fork waits for `lock`: hold it for moments only, never over a call to Redis."""
    os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)
    return lock


class ForkSafePool(redis.ConnectionPool):
    """redis-py renews a pool's connections in a child, but takes the pool's old lock for it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        _pools.add(self)

    def renew_locks(self) -> None:
        self._lock = RLock()
        self._fork_lock = RLock()


_pools: WeakSet[ForkSafePool] = WeakSet()


def _renew_locks() -> None:
    for pool in _pools:
        pool.renew_locks()


os.register_at_fork(after_in_child=_renew_locks)
