"""A search that finds no end gives up: nobody else waits for it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from apps.chat.problems import TooBroad

LONGEST = 2.0  # seconds
STEPS = 20_000  # of SQLite's machine between two looks at the clock: a millisecond or so


@contextmanager
def bounded() -> Iterator[None]:
    """Reads inside take LONGEST at most. Raises TooBroad."""
    try:
        with _on_sqlite() if connection.vendor == "sqlite" else _on_postgresql():
            yield
    except OperationalError as error:
        if _was_given_up(error):
            raise TooBroad from error
        raise


@contextmanager
def _on_postgresql() -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {round(LONGEST * 1000)}")
            # A plan that is made once for all would not know how rare the words are.
            cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        yield


@contextmanager
def _on_sqlite() -> Iterator[None]:
    connection.ensure_connection()
    until = time.monotonic() + LONGEST
    connection.connection.set_progress_handler(lambda: time.monotonic() > until, STEPS)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)


def _was_given_up(error: OperationalError) -> bool:
    cause = error.__cause__
    return getattr(cause, "sqlstate", "") == "57014" or str(cause) == "interrupted"
