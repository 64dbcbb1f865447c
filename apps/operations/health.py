"""Whether this process can serve, and what does not work beside it.

Needed is only what a message needs to be sent and read: the database, with every migration. Whatever else is
away is degraded: messages go out all the same, and taking the process out of service would help nobody.
"""

from dataclasses import dataclass, field
from threading import Event
from typing import Any

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from apps import guarded_redis
from apps.operations import figures, ticks
from apps.operations.patience import Asker

LATE = 1.5  # leases; a change that has waited longer is dispatched by nobody
PATIENCE = 2.0  # seconds for the database; less than what asks us has

_migrated = Event()

OK, DEGRADED, AWAY = "ok", "degraded", "away"


@dataclass(frozen=True)
class Check:
    state: str
    details: dict[str, Any] = field(default_factory=dict)


Checks = dict[str, Check]


def examine() -> Checks:
    return _redis() | _database()


def state_of(checks: Checks) -> str:
    states = {check.state for check in checks.values()}
    return next((state for state in (AWAY, DEGRADED) if state in states), OK)


def _redis() -> Checks:
    both = {"redis": settings.REDIS_URL, "cache": settings.CACHE_URL}
    kept = {url: guarded_redis.keeps(url) for url in set(both.values())}
    checks = {name: _degraded_unless(kept[url]) for name, url in both.items()}
    holds = settings.RATE_LIMITS and all(kept.values())
    return checks | {"limits": _degraded_unless(holds), "broker": _broker(kept[settings.REDIS_URL])}


def _broker(is_there: bool) -> Check:
    try:
        return Check(OK, {"queues": figures.queue_lengths()}) if is_there else Check(DEGRADED)
    except redis.RedisError:
        return Check(DEGRADED)


def _database() -> Checks:
    """What cannot be known without it is left out."""
    try:
        return _asker.answer(PATIENCE)
    except (Error, TimeoutError):
        return {"database": Check(AWAY)}


def _told_by_database() -> Checks:
    if not is_migrated():
        return {"database": Check(OK), "migrations": Check(AWAY)}
    return {"database": Check(OK), "migrations": Check(OK)} | _signs_of_life() | _owed()


_asker = Asker(_told_by_database)


def is_migrated() -> bool:
    """Asked only until it is so: it is a walk through all migrations, and none is ever taken back."""
    if not _migrated.is_set():
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            _migrated.set()
    return _migrated.is_set()


def _signs_of_life() -> Checks:
    ages = ticks.ages()
    return {name: _alive(ages.get(name)) for name in (ticks.WORKER, ticks.BEAT)}


def _alive(age: float | None) -> Check:
    return _degraded_unless(not ticks.is_late(age), seconds_ago=age)


def _owed() -> Checks:
    oldest, parked = figures.oldest_open(), figures.parked_rows()
    return {
        "dispatch": _degraded_unless(
            oldest <= LATE * settings.OUTBOX_LEASE,
            oldest_open_seconds=oldest,
            last_seconds_ago=figures.last_dispatch(),
        ),
        "parked": _degraded_unless(not parked, rows=parked),
    }


def _degraded_unless(is_ok: bool, **details: Any) -> Check:
    return Check(OK if is_ok else DEGRADED, details)
