"""Tests in real browsers, over the fixtures of browsers.py."""

from pathlib import Path

import pytest

from apps.chat import services
from tests.children import wait_until
from tests.people import a_session


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.once)


@pytest.fixture
def eventually():
    return lambda condition, what, within=15: wait_until(condition, within=within, what=what)


@pytest.fixture
def direct(cast):
    """The conversation of Alice and Bob."""
    return services.open_direct(cast.alice, cast.bob).room


@pytest.fixture
def both(arrives, cast):
    """Alice and Bob at their pages of one room: both(room)."""

    def both(room):
        people = [(cast.alice, "alice"), (cast.bob, "bob")]
        return [
            arrives(name).has_session(a_session(user)).opens(room).waits_at_the_server()
            for user, name in people
        ]

    return both
