"""Where a restored database grows: beside the one in use, which it replaces in one step when it has proved
itself. Until then nothing has happened."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from django.db import connection, transaction

SCHEMA = "messager_restoring"
PATIENCE = "30s"  # for whoever reads a table this moment


@contextmanager
def beside() -> Iterator[None]:
    """The connection works on an empty database; what stands in it at the end takes the old one's place."""
    with _file_beside() if connection.vendor == "sqlite" else _schema_beside():
        yield


@contextmanager
def _settings(**changed: Any) -> Iterator[None]:
    before = {name: connection.settings_dict[name] for name in changed}
    connection.close()
    connection.settings_dict.update(changed)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


# --- SQLite -------------------------------------------------------------------------------------


@contextmanager
def _file_beside() -> Iterator[None]:
    file = Path(connection.settings_dict["NAME"])
    new = file.with_name(f"{file.name}.restoring")
    _remove(new)
    try:
        with _settings(NAME=str(new)):
            yield
        _copy(new, file)
    finally:
        _remove(new)


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            file.with_name(file.name + suffix).unlink()


def _copy(new: Path, file: Path) -> None:
    """As one transaction, and not by renaming: a process that still has the old file open would go on
    writing where nobody reads."""
    with closing(sqlite3.connect(new)) as source, closing(sqlite3.connect(file, timeout=30)) as target:
        target.execute("PRAGMA journal_mode=WAL")
        target.execute("PRAGMA synchronous=FULL")
        source.backup(target)
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# --- PostgreSQL ---------------------------------------------------------------------------------


@contextmanager
def _schema_beside() -> Iterator[None]:
    """Not one long transaction from start to end: migrations that build indexes concurrently refuse that."""
    _run(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE", f"CREATE SCHEMA {SCHEMA}")
    options = connection.settings_dict["OPTIONS"]
    inside = {**options, "options": f"{options.get('options', '')} -c search_path={SCHEMA}"}
    try:
        with _settings(OPTIONS=inside):
            yield
        _take_the_place()
    finally:
        _run(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def _take_the_place() -> None:
    with transaction.atomic():
        _run(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        home = _column("SELECT current_schema()")[0]
        new = _tables(SCHEMA)
        for table in sorted(set(new) & set(_tables(home))):
            _run(f'DROP TABLE "{home}"."{table}" CASCADE')
        for table in new:
            _run(f'ALTER TABLE {SCHEMA}."{table}" SET SCHEMA "{home}"')


def _tables(schema: str) -> list[str]:
    return _column("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", schema)


def _column(query: str, *values: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [row[0] for row in cursor.fetchall()]


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
