"""What the health page says when a part dies."""

import shutil
import tempfile
import time
from pathlib import Path

import pytest

from apps.chat.models import Outbox
from apps.operations.health import PATIENCE
from tests.children import wait_until
from tests.operations.conftest import as_monitor, get
from tests.postgres import PrivatePostgres
from tests.stack import Stack

pytestmark = pytest.mark.faults

SOON = 30.0  # seconds, on a busy machine
AT_ONCE = 1.0  # seconds in which a probe is answered, whatever hangs
OF_DATABASE = ["database", "migrations", "worker", "beat", "dispatch", "parked"]
ALL = ["redis", "cache", "limits", "broker", *OF_DATABASE]
WITHOUT_REDIS = {"redis", "cache", "broker", "limits"}


@pytest.fixture
def everything(watched) -> Stack:
    watched.start("redis", "web", "worker", "beat")
    wait_until(lambda: ready(watched).json["status"] == "ok", within=SOON, what="all is well")
    return watched


def ready(stack):
    return get(stack.port, "/readyz")


def turns_red(stack, *names):
    wait_until(lambda: ready(stack).red >= set(names), within=SOON, what=f"{names} are red")
    answer = ready(stack)
    assert (answer.status, answer.json["status"]) == (200, "degraded")
    return answer


def turns_well(stack):
    wait_until(lambda: ready(stack).json["status"] == "ok", within=SOON, what="all is well again")


def test_alive_is_said_without_touching_anything(watched):
    watched.redis.kill()
    watched.start("web")
    answer = get(watched.port, "/healthz", Host="10.1.2.3:8000")
    assert (answer.status, answer.text) == (200, "alive")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_all_is_well_and_says_no_more_than_that(everything):
    answer = ready(everything)
    assert answer.status == 200
    assert answer.json == {
        "status": "ok",
        "checks": dict.fromkeys(ALL, "ok"),
    }


def test_a_monitor_is_told_ages_and_numbers(everything, cast, page):
    assert page(cast.alice, cast.room).post("hello").status == 200
    wait_until(lambda: not Outbox.objects.open().exists(), within=SOON, what="it is dispatched")
    details = as_monitor(everything.port, "/readyz").json["details"]
    assert 0 <= details["worker"]["seconds_ago"] < SOON
    assert 0 <= details["dispatch"]["last_seconds_ago"] < SOON
    assert details["broker"]["queues"].keys() == {"dispatch", "maintenance"}
    assert "details" not in get(everything.port, "/readyz", Authorization="Bearer guessed").json


def test_f4_a_dead_redis_is_red_and_traffic_goes_on(everything):
    everything.redis.kill()
    turns_red(everything, *WITHOUT_REDIS)
    everything.start("redis")
    turns_well(everything)


def test_a_hung_redis_does_not_hang_the_probes(everything):
    everything.redis.freeze()
    for path in ("/readyz", "/healthz") * 3:
        began = time.monotonic()
        assert get(everything.port, path).status == 200
        assert time.monotonic() - began < AT_ONCE
    assert ready(everything).red >= WITHOUT_REDIS
    everything.redis.thaw()
    turns_well(everything)


def test_f7_a_full_redis_is_red(everything):
    with everything.connection() as client:
        client.config_set("maxmemory", 1)
        turns_red(everything, *WITHOUT_REDIS)
        client.config_set("maxmemory", 0)
    turns_well(everything)


def test_f11_a_dead_beat_is_red_and_alone(everything):
    everything.beat.kill()
    assert turns_red(everything, "beat").red == {"beat"}
    everything.start("beat")
    turns_well(everything)


def test_a_dead_worker_is_red_and_so_is_what_nobody_dispatches(everything, cast, page):
    everything.worker.kill()
    assert page(cast.alice, cast.room).post("hello").status == 200
    turns_red(everything, "worker", "dispatch")
    everything.start("worker")
    turns_well(everything)


def test_parked_work_is_red(everything, cast, page):
    assert page(cast.alice, cast.room).post("hello").status == 200
    wait_until(lambda: not Outbox.objects.open().exists(), within=SOON, what="it is dispatched")
    Outbox.objects.update(parked_at="2026-01-01T00:00:00Z", done_at=None)
    assert turns_red(everything, "parked").red == {"parked"}


def test_limits_that_are_off_are_red(watched):
    watched.adjust({"RATE_LIMITS": "off"})
    watched.start("redis", "web")
    assert "limits" in ready(watched).red


def another_web(tmp_path, database_url) -> Stack:
    """Over a database of its own."""
    return Stack(tmp_path, database_url, DATABASE_CONN_MAX_AGE="0")


def test_without_migrations_it_gets_no_traffic_until_they_are_there(tmp_path):
    other = another_web(tmp_path, f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    try:
        other._build()
        other.redis.start()
        other.web.start()
        wait_until(lambda: answers(other), within=SOON, what="the web answers")
        assert ready(other).status == 503
        assert ready(other).json["checks"]["migrations"] == "away"
        other.manage("migrate", "-v0")
        assert ready(other).status == 200
    finally:
        other.end()


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at.all", "postgres://nobody@localhost:1/nothing"])
def test_without_a_database_it_gets_no_traffic_and_lives(tmp_path, url):
    other = another_web(tmp_path, url)
    try:
        other._build()
        other.web.start()
        wait_until(lambda: answers(other), within=SOON, what="the web answers")
        answer = ready(other)
        assert (answer.status, answer.json["checks"]["database"]) == (503, "away")
        assert get(other.port, "/healthz").status == 200
        assert url not in answer.text
    finally:
        other.end()


@pytest.fixture
def postgres():
    folder = Path(tempfile.mkdtemp())  # not in pytest's, which the server's own user may not enter
    folder.chmod(0o755)
    server = PrivatePostgres(folder / "postgres")
    yield server
    server.thaw()
    server.end()
    shutil.rmtree(folder)


def test_a_hung_database_does_not_hang_the_probes(tmp_path, postgres):
    """PostgreSQL that takes connections and questions, and answers none."""
    other = another_web(tmp_path, postgres.start())
    try:
        other._build()
        other.manage("migrate", "-v0")
        other.start("redis", "web")
        assert ready(other).status == 200
        postgres.freeze()
        for _ in range(3):
            began = time.monotonic()
            answer = ready(other)
            assert time.monotonic() - began < PATIENCE + AT_ONCE
            assert (answer.status, answer.json["checks"]["database"]) == (503, "away")
            assert get(other.port, "/healthz").status == 200
        postgres.thaw()
        wait_until(lambda: ready(other).status == 200, within=SOON, what="it answers again")
    finally:
        postgres.thaw()
        other.end()


def answers(stack):
    try:
        return get(stack.port, "/healthz").status
    except OSError:
        return 0


def test_the_live_process_says_that_it_lives(live_process):
    answer = get(live_process.port, "/live/healthz")
    assert (answer.status, answer.text) == (200, "alive")
