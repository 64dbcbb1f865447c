from collections import defaultdict
from collections.abc import Iterable

import redis

MOST = 10_000  # keys remembered; beyond that a part of the cache is better forgotten whole


class Missed:
    """Keys whose change Redis did not hear of, to be deleted before anything else is asked of it.

    Otherwise a Redis that merely hung would bring back what was changed meanwhile, a session that was
    signed out for one.
    """

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self.are_too_many = False

    def __bool__(self) -> bool:
        return bool(self._keys) or self.are_too_many

    def add(self, keys: Iterable[str]) -> None:
        self._keys.update(keys)
        if len(self._keys) > MOST:
            self.are_too_many = True
            self._keys.clear()

    def make_up(self, client: redis.Redis) -> None:
        if keys := list(self._keys):
            client.delete(*keys)
            self._keys.difference_update(keys)


# By cache address, for all threads: Django gives each thread a cache object of its own.
missed_by: defaultdict[str, Missed] = defaultdict(Missed)
