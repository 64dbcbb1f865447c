"""The tables as the applied migrations have them. The code may be newer: an upgrade begins with a backup."""

from collections.abc import Iterable

from django.apps.registry import Apps
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from apps.operations.backup import BackupError

Migration = tuple[str, str]
Model = type[models.Model]

# Whoever has a session's key is signed in, and a restore would bring back what was signed out meanwhile.
# What is searched in is made anew from the messages. The files of exports are not in a backup.
LEFT_OUT = {"sessions.Session", "usersessions.UserSession", "chat.SearchText", "chat.Export"}


def applied() -> list[Migration]:
    return sorted(MigrationRecorder(connection).applied_migrations())


def known(migrations: Iterable[Migration]) -> list[Migration]:
    """Refuses what this code has never heard of."""
    listed = list(migrations)
    loader = MigrationExecutor(connection).loader
    unknown = [f"{app}.{name}" for app, name in listed if (app, name) not in (loader.disk_migrations or {})]
    if unknown:
        raise BackupError(
            f"It was made by a newer version: this one does not know {', '.join(unknown)}. Upgrade first."
        )
    return [one for one in listed if one in loader.graph.nodes]


def tables_at(migrations: Iterable[Migration]) -> dict[str, Model]:
    """Every table that is backed up, by the name of its model."""
    loader = MigrationExecutor(connection).loader
    state: Apps = loader.project_state(known(migrations), at_end=True).apps
    found = {model._meta.label: model for model in state.get_models(include_auto_created=True)}
    return {label: model for label, model in sorted(found.items()) if _is_kept(model)}


def _is_kept(model: Model) -> bool:
    meta = model._meta
    return meta.managed and not meta.proxy and meta.label not in LEFT_OUT


def make_tables(migrations: Iterable[Migration]) -> None:
    """Only the last of each line is named: to name an earlier one means to go back to it."""
    executor = MigrationExecutor(connection)
    wanted = set(known(migrations))
    nodes = executor.loader.graph.node_map
    executor.migrate(
        [one for one in sorted(wanted) if not {child.key for child in nodes[one].children} & wanted]
    )
