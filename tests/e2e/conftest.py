"""Tests in real browsers, over the fixtures of browsers.py."""

from pathlib import Path

import pytest

from tests.children import wait_until


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.once)


@pytest.fixture
def eventually():
    return lambda condition, what, within=15: wait_until(condition, within=within, what=what)
