from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """What is read inside is the database of one moment. Nobody who writes waits for it."""
    with _of_sqlite() if connection.vendor == "sqlite" else _of_postgresql():
        yield


@contextmanager
def _of_sqlite() -> Iterator[None]:
    """Not `atomic`: ours begins IMMEDIATE, which would keep the only write lock until the end."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


@contextmanager
def _of_postgresql() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
