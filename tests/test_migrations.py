"""Every migration of ours can run while the version before it still serves."""

import pytest
from django.apps import apps
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations as m
from django.db import models
from django.db.migrations.loader import MigrationLoader

from tests.migration_rules import AGREED, objections

pytestmark = pytest.mark.once

OURS = sorted(config.label for config in apps.get_app_configs() if config.name.startswith("apps."))
MIGRATIONS = sorted(key for key in MigrationLoader(None).disk_migrations if key[0] in OURS)


@pytest.mark.parametrize("key", MIGRATIONS, ids=".".join)
def test_it_can_run_while_the_version_before_serves(key):
    migration = MigrationLoader(None).disk_migrations[key]
    if key not in AGREED:
        assert list(objections(migration.operations)) == []


@pytest.mark.parametrize("key", MIGRATIONS, ids=".".join)
def test_what_builds_concurrently_is_in_no_transaction(key):
    migration = MigrationLoader(None).disk_migrations[key]
    concurrent = [one for one in migration.operations if isinstance(one, AddIndexConcurrently)]
    assert not concurrent or not migration.atomic


def test_what_was_agreed_upon_is_there():
    assert set(MIGRATIONS) >= AGREED


INDEX = models.Index(fields=["x"], name="an_index")


@pytest.mark.parametrize(
    "operation",
    [
        m.RemoveField("room", "x"),
        m.RenameField("room", "x", "y"),
        m.DeleteModel("Room"),
        m.RenameModel("Room", "Place"),
        m.AlterField("room", "x", models.IntegerField()),
        m.AddField("room", "x", models.IntegerField()),
        m.AddField("room", "x", models.IntegerField(default=0)),
        m.AddField("room", "x", models.IntegerField(null=True, db_index=True)),
        m.AddIndex("room", INDEX),
        m.AddConstraint("room", models.UniqueConstraint(fields=["x"], name="a_constraint")),
        m.RunSQL("SELECT 1"),
        m.RunPython(m.RunPython.noop),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_would_break_or_stop_the_old_version_is_refused(operation):
    assert list(objections([operation]))


@pytest.mark.parametrize(
    "operations",
    [
        [m.AddField("room", "x", models.IntegerField(db_default=0))],
        [m.AddField("room", "x", models.IntegerField(null=True))],
        [AddIndexConcurrently("room", INDEX)],
        [m.CreateModel("Pin", [("id", models.BigAutoField(primary_key=True))]), m.AddIndex("pin", INDEX)],
    ],
)
def test_what_the_old_version_does_not_notice_passes(operations):
    assert list(objections(operations)) == []
