"""Runs before any test module is imported: what the tests stand on has to be there when Django loads."""

import sys

import django
import hypothesis
import pytest
from django.conf import settings

from tests import environment

if settings.configured:
    raise pytest.UsageError("Settings were read too early: pytest may not be told DJANGO_SETTINGS_MODULE.")
environment.prepare(postgres="--postgres" in sys.argv)
django.setup()

pytest_plugins = ["tests.fixtures", "tests.e2e.browsers"]

MARKERS = [
    "concurrency: many writers and readers at once",
    "faults: a process is killed, frozen or restarted",
    "browser: in Chromium, against the real processes",
    "once: does not depend on the database; `pytest --postgres` leaves it to `pytest`",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", help="on a private PostgreSQL instead of SQLite")
    parser.addoption("--long", action="store_true", help="full sizes and repeats")


def pytest_configure(config: pytest.Config) -> None:
    # The same examples each time, or a change could fail for what it did not touch; new ones with --long.
    hypothesis.settings.register_profile(
        "messager", derandomize=not config.getoption("--long"), deadline=None
    )
    hypothesis.settings.load_profile("messager")
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The slow kinds last, so that a simple mistake is seen at once; nothing twice without need."""
    slow = ("concurrency", "faults", "browser")
    items.sort(key=lambda item: sum(item.get_closest_marker(kind) is not None for kind in slow))
    if config.getoption("--postgres") and not config.getoption("--long"):
        once = [item for item in items if item.get_closest_marker("once")]
        config.hook.pytest_deselected(items=once)
        items[:] = [item for item in items if item not in once]
