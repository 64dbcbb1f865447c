from pathlib import Path

import pytest

from tests.fixtures import database_url
from tests.live.conftest import client_of
from tests.scale.fleet import Fleet
from tests.scale.pooler import Pooler
from tests.scale.sentinels import Sentinels


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.faults)


@pytest.fixture
def fleet_of(transactional_db, tmp_path):
    """Makes fleets; all end with the test."""
    fleets = []

    def make(redis_url, *, database=None, **environment):
        fleets.append(
            Fleet(tmp_path / f"fleet{len(fleets)}", database or database_url(), redis_url, **environment)
        )
        return fleets[-1]

    yield make
    for fleet in fleets:
        fleet.end()


@pytest.fixture
def sentinels(tmp_path):
    sentinels = Sentinels(tmp_path / "sentinels")
    yield sentinels.start()
    sentinels.end()


@pytest.fixture
def pooler(transactional_db, tmp_path):
    pooler = Pooler(tmp_path / "pooler", database_url())
    yield pooler.start()
    pooler.end()


@pytest.fixture
def readers(alice, bob, room):
    return [client_of(person, room) for person in (alice, bob) for _ in range(3)]
