"""Redis hangs under held polls, and wakes up again."""

import os

import pytest

from apps.chat import services
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import fresh_nonce
from tests.live.conftest import client_of
from tests.live.crowd import Crowd
from tests.live.process import LiveProcesses
from tests.redis_process import PrivateRedis

pytestmark = [pytest.mark.faults]


@pytest.fixture
def its_redis(tmp_path):
    """Of the live process alone: what is said meanwhile is not held up by it."""
    server = PrivateRedis(tmp_path / "redis")
    server.start()
    yield server.server
    server.server.thaw()
    server.server.kill()


@pytest.mark.parametrize("fault", ["freeze", "kill"])
def test_nobody_waits_for_it(transactional_db, tmp_path, its_redis, alice, bob, room, monkeypatch, fault):
    processes = LiveProcesses(tmp_path)
    monkeypatch.setitem(os.environ, "LIVE_HOLD", "3")
    processes.start(REDIS_URL=PrivateRedis(tmp_path / "redis").url)
    with Crowd(processes.port, [client_of(bob, room) for _ in range(4)]) as crowd:
        crowd.go_online()
        crowd.are_held()
        getattr(its_redis, fault)()
        for said in range(1, 4):
            services.post_message(place(alice, room), f"number {said}", fresh_nonce())
            crowd.have_all(said)
        its_redis.thaw() if fault == "freeze" else its_redis.start()
        services.post_message(place(alice, room), "again", fresh_nonce())
        crowd.have_all(4)
        for client in crowd.clients:
            assert client.errors == []
            assert set(client.statuses) <= {200, 204}
    processes.end()
    assert processes.complaints() == []
