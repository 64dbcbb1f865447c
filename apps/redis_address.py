"""Where Redis is, as one URL: a server's own, or the name that its Sentinels know it by.

    redis+sentinel://[user:password@]host[:port],host[:port]/name[/database][?sentinel_password=…]

Without Django: the settings read it too.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from redis.backoff import NoBackoff
from redis.retry import Retry

SCHEME = "redis+sentinel"
PORT = 26379


@dataclass(frozen=True)
class Sentinels:
    hosts: tuple[tuple[str, int], ...]
    name: str
    database: int
    username: str | None
    password: str | None
    own_password: str | None  # the Sentinels', not the server's

    def options(self, timeout: float) -> dict[str, Any]:
        """For connections to one Sentinel. redis-py by itself tries one that refuses for three seconds."""
        return {
            "socket_timeout": timeout,
            "socket_connect_timeout": timeout,
            "password": self.own_password,
            "retry": Retry(NoBackoff(), 0),
        }

    def url(self, scheme: str, host: str, port: int) -> str:
        """Of one address, with what the server wants to know."""
        known = f"{quote(self.username or '', safe='')}:{quote(self.password or '', safe='')}@"
        return f"{scheme}://{known if self.password else ''}{host}:{port}/{self.database}"


def sentinels(url: str) -> Sentinels | None:
    """None when `url` is a server's own."""
    if not url.startswith(f"{SCHEME}://"):
        return None
    parts = urlsplit(url)
    known, _, hosts = parts.netloc.rpartition("@")
    username, _, password = (unquote(part) for part in known.partition(":"))
    name, _, database = parts.path.strip("/").partition("/")
    if not hosts or not name:
        raise ValueError(f"{SCHEME}:// wants hosts and the master's name: {SCHEME}://host,host/name/0")
    own = parse_qs(parts.query).get("sentinel_password", [None])[0]
    found = tuple(_host(host) for host in hosts.split(","))
    return Sentinels(found, name, int(database or 0), username or None, password or None, own)


def _host(host: str) -> tuple[str, int]:
    parts = urlsplit(f"//{host}")
    return parts.hostname or "localhost", parts.port or PORT


def for_celery(url: str, timeout: float) -> tuple[str, dict[str, Any]]:
    """The same as Celery writes it, and what it wants in its transport options."""
    known = sentinels(url)
    if known is None:
        return url.replace("unix://", "redis+socket://", 1), {}
    urls = ";".join(known.url("sentinel", *host) for host in known.hosts)
    return urls, {"master_name": known.name, "sentinel_kwargs": known.options(timeout)}
