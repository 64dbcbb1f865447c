"""gunicorn and Celery load the code, talk to Redis, then fork."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Event

import redis

from apps import guarded_redis


def in_a_child(question: Callable[[], object]) -> bool:
    """Whether the answer was a true one, within five seconds."""
    pid = os.fork()
    if pid == 0:
        try:
            signal.alarm(5)
            os._exit(0 if question() else 1)
        finally:
            os._exit(2)
    return os.waitpid(pid, 0)[1] == 0


def client_id() -> int:
    return int(guarded_redis.client().client_id())


def test_a_child_has_connections_of_its_own(private_redis):
    mine = client_id()
    assert in_a_child(lambda: client_id() != mine)
    assert client_id() == mine


def test_a_child_has_a_breaker_of_its_own(private_redis):
    assert in_a_child(lambda: guarded_redis.trip() or guarded_redis.is_open())
    assert not guarded_redis.is_open()


@contextmanager
def busy_threads(work: Callable[[], object]) -> Iterator[None]:
    done = Event()

    def work_on() -> None:
        while not done.is_set():
            with suppress(redis.RedisError):
                work()

    with ThreadPoolExecutor(4) as threads:
        for _ in range(4):
            threads.submit(work_on)
        try:
            yield
        finally:
            done.set()


def test_a_fork_amid_failures_leaves_no_lock_behind(refused_redis):
    with busy_threads(lambda: guarded_redis.trip() or guarded_redis.client().ping()):
        assert all(in_a_child(lambda: guarded_redis.trip() or True) for _ in range(30))


def test_a_fork_amid_commands_leaves_no_lock_behind(private_redis):
    with busy_threads(lambda: guarded_redis.client().ping()):
        assert all(in_a_child(lambda: guarded_redis.client().ping()) for _ in range(30))


def test_a_fork_while_the_pool_is_locked_leaves_no_lock_behind(private_redis):
    """As above, for the moment that the threads above hardly ever hit."""
    locked, forked = Event(), Event()

    def hold() -> None:
        with guarded_redis.pool()._lock:
            locked.set()
            forked.wait(10)

    with ThreadPoolExecutor(1) as other:
        other.submit(hold)
        locked.wait()
        try:
            assert in_a_child(lambda: guarded_redis.client().ping())
        finally:
            forked.set()
