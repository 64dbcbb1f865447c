"""Looks for strings that should be gone, in whatever keeps something."""

from collections.abc import Iterator

import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection


def tables_with(*canaries: str) -> set[str]:
    """The tables of which a row holds one of these, whatever the case. Sessions are opened."""
    wanted = [canary.casefold() for canary in canaries]
    return {table for table, row in _rows() if any(one in row for one in wanted)}


def _rows() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, repr(row).casefold()
    for session in Session.objects.all():
        yield Session._meta.db_table, repr(session.get_decoded()).casefold()


def lasting_redis_keys_with(*canaries: str, longer_than: float) -> set[str]:
    """The keys that hold one of these, in their names or in what they keep, for more than so many seconds."""
    found = set()
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        for key in client.scan_iter(count=1000):
            kept = b"\0".join((key, _value(client, key))).lower()
            lasts = client.pttl(key)  # -1: for ever; -2: it has just gone
            if lasts == -2 or 0 <= lasts <= longer_than * 1000:
                continue
            if any(canary.lower().encode() in kept for canary in canaries):
                found.add(key.decode(errors="replace"))
    return found


def _value(client: redis.Redis, key: bytes) -> bytes:
    kind = client.type(key).decode()
    read = {
        "string": client.get,
        "hash": client.hgetall,
        "list": lambda name: client.lrange(name, 0, -1),
        "set": client.smembers,
        "zset": lambda name: client.zrange(name, 0, -1, withscores=True),
        "stream": client.xrange,
    }.get(kind)
    value = read(key) if read else b""
    return value if isinstance(value, bytes) else repr(value).encode()
