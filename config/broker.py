"""Kombu's Redis transports, less one way to die."""

from typing import Any

import redis
from kombu.transport import TRANSPORT_ALIASES
from kombu.transport import redis as stock


class _Survives:
    """When Redis goes while a task is not acknowledged yet, the closed connection is asked once more for
    its address. The AttributeError of that ends the whole worker; a lost connection it survives."""

    connection: Any

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection.client is None:
            raise redis.ConnectionError("the connection to the broker has been closed")
        parameters: dict[str, Any] = super()._connparams(asynchronous=asynchronous)  # type: ignore[misc]
        return parameters


class Channel(_Survives, stock.Channel):
    pass


class SentinelChannel(_Survives, stock.SentinelChannel):
    pass


class Transport(stock.Transport):
    Channel = Channel


class SentinelTransport(stock.SentinelTransport):
    Channel = SentinelChannel


TRANSPORT_ALIASES["redis"] = f"{__name__}:Transport"
TRANSPORT_ALIASES["sentinel"] = f"{__name__}:SentinelTransport"
