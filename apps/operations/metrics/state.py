"""What every web process would say alike: read from the database and from Redis when it is asked for."""

from collections.abc import Callable, Iterator

import redis
from django.db import Error, connection
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from apps.operations import figures, health, ticks
from apps.presence import store

CONNECTIONS = """
SELECT coalesce(state, 'background'), count(*) FROM pg_stat_activity
WHERE datname = current_database() GROUP BY 1
"""


class State(Collector):
    def collect(self) -> Iterator[Metric]:
        """A part that is away leaves its own figures out, and no others."""
        yield from _health()
        for part in (_owed, _signs_of_life, _connections, _queues, _presence):
            yield from _unless_away(part)


def _unless_away(part: Callable[[], Iterator[Metric]]) -> list[Metric]:
    try:
        return list(part())
    except (Error, redis.RedisError):
        return []


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"messager_{name}", meaning, value=value)


def _by(name: str, meaning: str, label: str, values: dict[str, float]) -> Metric:
    family = GaugeMetricFamily(f"messager_{name}", meaning, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _health() -> Iterator[Metric]:
    states = {name: float(check.state == health.OK) for name, check in health.examine().items()}
    yield _by("health", "1 for what is well, as /readyz says it.", "check", states)


def _owed() -> Iterator[Metric]:
    yield _gauge("outbox_oldest_seconds", "Age of the oldest change not dispatched.", figures.oldest_open())
    yield _gauge("outbox_open", "Changes not dispatched.", figures.open_rows())
    yield _gauge("outbox_parked", "Changes given up; a person has to look.", figures.parked_rows())
    if times := figures.dispatch_times():
        mean = sum(times) / len(times)
        yield _gauge("dispatch_seconds_mean", "From commit to dispatched, newest changes.", mean)
        yield _gauge("dispatch_seconds_max", "The slowest of them.", max(times))


def _signs_of_life() -> Iterator[Metric]:
    yield _by("tick_age_seconds", "Since the last sign of life.", "process", ticks.ages())


def _connections() -> Iterator[Metric]:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(CONNECTIONS)
        by_state = {state: float(number) for state, number in cursor.fetchall()}
        cursor.execute("SHOW max_connections")
        most = float(cursor.fetchone()[0])
    yield _by("database_connections", "Connections to our database.", "state", by_state)
    yield _gauge("database_connections_most", "Connections that the server allows.", most)


def _queues() -> Iterator[Metric]:
    lengths = {queue: float(length) for queue, length in figures.queue_lengths().items()}
    yield _by("queue_length", "Tasks that no worker has taken.", "queue", lengths)


def _presence() -> Iterator[Metric]:
    statuses = store.statuses()
    if statuses is not None:
        yield _gauge("people_online", "People who are online or away.", len(statuses))
