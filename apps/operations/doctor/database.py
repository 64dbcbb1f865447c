import os
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, F, Min, Value
from django.db.models.functions import Length, Replace
from django.utils import timezone

from apps.chat.models import Kind, Outbox, Room
from apps.operations import rooms
from apps.operations.doctor.clocks import skew

OLDEST_POSTGRESQL = 15
LATE = timedelta(minutes=2)  # for an outbox row that no worker has taken
OVER_THE_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "ceph", "glusterfs"}


def database() -> str | None:
    connection.ensure_connection()
    return None


def migrations() -> str | None:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(plan)} migrations are missing: manage.py migrate." if plan else None


def sqlite_file() -> str | None:
    if connection.vendor != "sqlite":
        return None
    folder = Path(connection.settings_dict["NAME"]).resolve().parent
    if not os.access(folder, os.W_OK):
        return f"{folder} is read-only: SQLite writes beside its file too."
    kind = _file_system(folder)
    if kind in OVER_THE_NETWORK:
        return f"SQLite lies on {kind}, whose locks do not hold: use a local disk, or PostgreSQL."
    return None


def _file_system(folder: Path) -> str:
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return ""
    lines = [line.split() for line in mounts.read_text().splitlines()]
    above = [(len(line[1]), line[2]) for line in lines if folder.is_relative_to(line[1])]
    return max(above)[1] if above else ""


def sqlite_durability() -> str | None:
    if connection.vendor != "sqlite":
        return None
    mode, level = _one("PRAGMA journal_mode"), int(_one("PRAGMA synchronous"))
    if (mode, level) == ("wal", 2):
        return None
    return f"journal_mode is {mode} and synchronous {level}, not wal and 2 (FULL): messages can be lost."


def postgresql() -> str | None:
    if connection.vendor != "postgresql":
        return None
    version, encoding = int(_one("SHOW server_version_num")) // 10_000, _one("SHOW server_encoding")
    if version < OLDEST_POSTGRESQL:
        return f"PostgreSQL {version} is too old: upgrade it to {OLDEST_POSTGRESQL} or newer."
    if encoding != "UTF8":
        return f"Its encoding is {encoding}: make the database anew with UTF8 and restore a backup."
    return None


def clock_of_the_database() -> str | None:
    query = "SELECT extract(epoch FROM clock_timestamp())"
    return skew("the database", float(_one(query))) if connection.vendor == "postgresql" else None


def _one(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return str(cursor.fetchone()[0])


def rooms_numbers() -> str | None:
    if not (broken := rooms.broken_rooms()):
        return None
    return (
        f"The numbers of rooms {broken[:10]} do not agree with their messages: restore a backup from before."
    )


def memberships_of_direct_rooms() -> str | None:
    named = Length("direct_key") - Length(Replace("direct_key", Value(":"), Value(""))) + 1
    direct = Room.objects.filter(kind=Kind.DIRECT).annotate(people=Count("memberships"), named=named)
    ids = list(direct.exclude(people=F("named")).values_list("pk", flat=True)[:10])
    return f"Direct rooms {ids} do not have the members that they are of: restore a backup." if ids else None


def parked_outbox_rows() -> str | None:
    count = Outbox.objects.parked().count()
    return f"{count} outbox rows are parked: read why in the admin, then try them again." if count else None


def old_outbox_rows() -> str | None:
    oldest = Outbox.objects.open().aggregate(oldest=Min("created_at"))["oldest"]
    if oldest is None or timezone.now() - oldest < LATE:
        return None
    return f"An outbox row has waited since {oldest:%Y-%m-%d %H:%M} UTC: no worker works. Start one."
