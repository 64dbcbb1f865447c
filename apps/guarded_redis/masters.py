"""Redis behind Sentinels: each connection asks them anew where the master is."""

from typing import Any

import redis
from redis.connection import Connection
from redis.sentinel import Sentinel

from apps.redis_address import Sentinels, sentinels


def address(url: str, timeout: float) -> str:
    """A server's own URL: of the master that there is now, where `url` names one by its Sentinels.

    Raises redis.ConnectionError when no Sentinel knows of one.
    """
    known = sentinels(url)
    return url if known is None else known.url("redis", *find_master(known, timeout))


def find_master(known: Sentinels, timeout: float) -> tuple[str, int]:
    """In `timeout` seconds or little more, also when all but the last Sentinel hang.

    Made anew each time: a fork meanwhile finds no lock that is held, and no connection to share.
    """
    each = timeout / len(known.hosts)
    asked = Sentinel(known.hosts, sentinel_kwargs=known.options(each))  # type: ignore[no-untyped-call]
    try:
        host, port = asked.discover_master(known.name)  # type: ignore[no-untyped-call]
    finally:
        for sentinel in asked.sentinels:
            sentinel.close()
    return str(host), int(port)


class MasterConnection(Connection):
    """redis-py's own for Sentinels keeps a manager whose locks a fork may inherit locked."""

    def __init__(self, *, sentinels: Sentinels, **options: Any) -> None:
        self._sentinels = sentinels
        super().__init__(**options)  # type: ignore[no-untyped-call]

    def _connect(self) -> Any:
        self.host, self.port = find_master(self._sentinels, self.socket_connect_timeout or 1.0)
        return super()._connect()  # type: ignore[no-untyped-call]

    def read_response(self, *args: Any, **options: Any) -> Any:
        try:
            return super().read_response(*args, **options)
        except redis.ResponseError as error:
            if "READONLY " in str(error) or isinstance(error, redis.ReadOnlyError):
                # It is the master no more.
                self.disconnect()  # type: ignore[no-untyped-call]
            raise
