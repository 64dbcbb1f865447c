"""Rows of an archive into empty tables."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.core.management.color import no_style
from django.db import connection, transaction

from apps.operations.backup import BackupError
from apps.operations.backup.archive import Manifest, Row, chunks
from apps.operations.backup.schema import Model, make_tables, tables_at
from apps.operations.rooms import broken_rooms


def load(file: Path, manifest: Manifest) -> None:
    make_tables(manifest.migrations)
    tables = tables_at(manifest.migrations)
    with transaction.atomic():  # foreign keys are checked at its end, so the order of tables does not matter
        _empty(tables.values())
        for label, rows in chunks(file):
            if label not in tables:
                raise BackupError(f"It holds {label}, which its migrations do not make.")
            _insert(tables[label], manifest.columns[label], rows)
    _continue_numbering(tables.values())
    _prove(tables, manifest)


def _empty(tables: Iterable[Model]) -> None:
    """Migrations may have filled some; what they wrote is in the archive."""
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f"DELETE FROM {_name(model._meta.db_table)}")  # noqa: S608 (a name of ours)


def _insert(model: Model, columns: list[str], rows: list[Row]) -> None:
    """Past the models: what they fill in by themselves (times, codes) is in the rows already."""
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[column] for column in columns]
    names = ", ".join(_name(field.column or "") for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {_name(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608
    values = [
        [
            field.get_db_prep_save(field.to_python(value), connection)
            for field, value in zip(fields, row, strict=True)
        ]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def _name(name: str) -> str:
    return connection.ops.quote_name(name)


def _continue_numbering(tables: Iterable[Model]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)


def _prove(tables: Mapping[str, Model], manifest: Manifest) -> None:
    for label, model in tables.items():
        count, expected = model._default_manager.count(), manifest.counts[label]
        if count != expected:
            raise BackupError(f"{label} has {count} rows after the restore and had {expected}.")


def prove_rooms(manifest: Manifest) -> None:
    """By today's models, so after migrating forward."""
    if broken_rooms() != manifest.broken_rooms:
        raise BackupError(f"The numbers of rooms {broken_rooms()} do not agree with their messages.")
