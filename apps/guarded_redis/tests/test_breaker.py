import logging
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import redis

from apps import guarded_redis
from apps.guarded_redis import pools

WITHOUT_TRYING = 0.25  # seconds, on a busy machine; a timeout is twice that


@contextmanager
def takes(least: float, most: float) -> Iterator[None]:
    start = time.monotonic()
    yield
    took = time.monotonic() - start
    assert least <= took <= most, took


def fails(command: Callable[[], object] | None = None) -> None:
    with pytest.raises(redis.ConnectionError):
        (command or guarded_redis.client().ping)()


def wait_for_the_probe(settings) -> None:
    time.sleep(settings.REDIS_BREAK + 0.02)


def test_a_hung_redis_costs_one_timeout_once(hung_redis, settings):
    with takes(settings.REDIS_TIMEOUT, settings.REDIS_TIMEOUT + 0.3), pytest.raises(redis.TimeoutError):
        guarded_redis.client().ping()
    assert guarded_redis.is_open()
    with takes(0, WITHOUT_TRYING):
        for _ in range(20):
            fails()


def test_a_redis_that_hangs_on_a_standing_connection_costs_one_timeout_once(private_redis, settings):
    assert guarded_redis.client().ping()
    private_redis.server.freeze()
    with takes(settings.REDIS_TIMEOUT, settings.REDIS_TIMEOUT + 0.3), pytest.raises(redis.TimeoutError):
        guarded_redis.client().ping()
    with takes(0, WITHOUT_TRYING):
        fails()


def test_a_refusing_redis_costs_nothing(refused_redis):
    with takes(0, WITHOUT_TRYING):
        fails()
        fails()
    assert guarded_redis.is_open()


def test_a_black_hole_costs_one_timeout_once(settings):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as deaf:
        address = deaf.getsockname()
        crowd = [socket.socket() for _ in range(4)]
        for caller in crowd:  # once they fill the queue nobody's connect is answered
            caller.setblocking(False)
            caller.connect_ex(address)
        settings.REDIS_URL = f"redis://127.0.0.1:{address[1]}"
        with takes(settings.REDIS_TIMEOUT, settings.REDIS_TIMEOUT + 0.3), pytest.raises(redis.TimeoutError):
            guarded_redis.client().ping()
        with takes(0, WITHOUT_TRYING):
            fails()
        for caller in crowd:
            caller.close()


def test_it_is_used_again_when_it_is_back(private_redis, settings, caplog):
    caplog.set_level(logging.INFO, "apps.guarded_redis")
    assert guarded_redis.client().ping()
    private_redis.server.freeze()
    for _ in range(5):
        with pytest.raises(redis.RedisError):
            guarded_redis.client().ping()
    private_redis.server.thaw()
    fails()
    wait_for_the_probe(settings)
    assert guarded_redis.client().ping()
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_it_says_so_once_however_long_it_lasts(refused_redis, settings, caplog):
    for _ in range(3):
        fails()
        wait_for_the_probe(settings)
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_the_log_names_no_password(settings, caplog):
    settings.REDIS_URL = "redis://someone:sesame@127.0.0.1:2/0"
    fails()
    assert "127.0.0.1:2" in caplog.text
    assert "sesame" not in caplog.text


def test_of_many_callers_one_tries_again_and_not_for_long(hung_redis, settings, monkeypatch):
    with pytest.raises(redis.TimeoutError):
        guarded_redis.client().ping()
    wait_for_the_probe(settings)
    probe, probes = pools._probe, []
    monkeypatch.setattr(pools, "_probe", lambda url: probes.append(url) or probe(url))
    with takes(pools.PROBE_TIMEOUT, 0.25), ThreadPoolExecutor(8) as threads:
        for _ in range(8):
            threads.submit(fails)
    assert len(probes) == 1


def test_a_restart_does_not_open_it(private_redis):
    assert guarded_redis.client().ping()
    private_redis.server.kill()
    private_redis.start()
    assert guarded_redis.client().ping()
    assert not guarded_redis.is_open()


@pytest.mark.parametrize(
    "write",
    [
        lambda: guarded_redis.client().set("key", "value"),
        lambda: guarded_redis.client().eval("return redis.call('SET', KEYS[1], 'value')", 1, "key"),
    ],
)
def test_a_full_redis_is_away_until_it_takes_something_again(private_redis, settings, write):
    with redis.Redis.from_url(private_redis.url) as admin:
        admin.config_set("maxmemory", 1)
        with pytest.raises(redis.ResponseError):
            write()
        wait_for_the_probe(settings)
        fails()
        admin.config_set("maxmemory", 0)
    wait_for_the_probe(settings)
    assert write()


def test_a_wrong_command_does_not_open_it(private_redis):
    guarded_redis.client().set("key", "value")
    with pytest.raises(redis.ResponseError):
        guarded_redis.client().incr("key")
    assert not guarded_redis.is_open()


def test_silence_that_the_caller_chose_to_wait_for_does_not_open_it(private_redis):
    with guarded_redis.client().pubsub() as listener:
        listener.subscribe("channel")
        assert listener.get_message(timeout=1)
        assert listener.get_message(timeout=0.1) is None
    assert not guarded_redis.is_open()


def test_databases_of_one_server_share_it(refused_redis):
    fails()
    assert guarded_redis.is_open(refused_redis.replace("/0", "/1"))
    assert not guarded_redis.is_open("redis://127.0.0.1:1/0")


def test_others_can_open_it(private_redis, caplog):
    guarded_redis.trip(reason="publishing failed")
    fails()
    assert "publishing failed" in caplog.text


def test_tls_is_guarded_too(settings):
    settings.REDIS_URL = "rediss://127.0.0.1:1/0"
    fails()
    assert guarded_redis.is_open()
