"""Database and media into one archive."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from apps.operations.backup.archive import MEDIA, ROWS, Manifest, Row, Writer
from apps.operations.backup.schema import Model, applied, tables_at
from apps.operations.backup.snapshot import snapshot
from apps.operations.rooms import broken_rooms

CHUNK = 2000  # rows held in memory


def backup(out: IO[bytes]) -> Manifest:
    writer = Writer(out)
    with snapshot():
        manifest = Manifest(
            build=settings.BUILD,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            database=connection.vendor,
            key=key_fingerprint(),
            migrations=applied(),
        )
        for label, model in tables_at(manifest.migrations).items():
            manifest.columns[label] = _columns(model)
            manifest.counts[label] = _write_table(writer, label, model)
        manifest.broken_rooms = broken_rooms()
    # After the rows: a file is there before the row that names it.
    for name, file in _media():
        with suppress(FileNotFoundError):  # another picture has taken its place meanwhile
            writer.add_file(f"{MEDIA}/{name}", file)
    writer.finish(manifest)
    return manifest


def key_fingerprint() -> str:
    """Tells two keys apart and nothing about either."""
    return salted_hmac("apps.operations.backup", "key", algorithm="sha256").hexdigest()[:16]


def _columns(model: Model) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _write_table(writer: Writer, label: str, model: Model) -> int:
    count = 0
    for number, rows in enumerate(_pages(model)):
        content = "".join(json.dumps(row, default=str, ensure_ascii=False) + "\n" for row in rows)
        writer.add(f"{ROWS}/{label}/{number:06}.jsonl", content.encode())
        count += len(rows)
    return count


def _pages(model: Model) -> Iterator[list[Row]]:
    """By the key and not by a cursor of the database: neither side keeps the table in memory."""
    columns, key = _columns(model), model._meta.pk.attname
    place = columns.index(key)
    rows = model._default_manager.order_by("pk").values_list(*columns)
    page = list(rows[:CHUNK])
    while page:
        yield page
        page = list(rows.filter(pk__gt=page[-1][place])[:CHUNK])


def _media() -> Iterator[tuple[str, Path]]:
    root = Path(settings.MEDIA_ROOT)
    for folder, inner, names in os.walk(root):
        inner[:] = sorted(name for name in inner if not name.startswith("."))  # what a restore left
        for name in sorted(names):
            file = Path(folder) / name
            yield file.relative_to(root).as_posix(), file
