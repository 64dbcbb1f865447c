"""Tests in real browsers, over the fixtures of browsers.py."""

import os
from pathlib import Path

import pytest

from tests.children import wait_until

# Playwright's loop runs in this thread; nothing asynchronous touches the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.once)


@pytest.fixture
def eventually():
    return lambda condition, what, within=15: wait_until(condition, within=within, what=what)
