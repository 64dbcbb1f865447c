"""The Redis of one start: ours on a unix socket, unless REDIS_URL names another."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from config import redis_server, tether
from config.embedded.problem import Problem

PATIENCE = 10.0  # seconds that a Redis may take to answer
LAST_WORDS = 3.0  # seconds that it may take to end


@contextmanager
def private_redis(var: Path) -> Iterator[subprocess.Popen[bytes] | None]:
    """REDIS_URL answers inside; what it yields is the child, if it is ours."""
    if given := os.environ.get("REDIS_URL"):
        _require(given)
        yield None
        return
    # Not in `var`: the path of a unix socket may have no more than some 100 characters.
    with tempfile.TemporaryDirectory(prefix="messager-") as folder:
        child = _start(Path(folder), var / "redis.log")
        os.environ["REDIS_URL"] = redis_server.url(Path(folder))
        try:
            _wait(child, os.environ["REDIS_URL"])
            yield child
        finally:
            _end(child)


def _require(url: str) -> None:
    if not _answers(url):
        raise Problem(
            "the Redis that REDIS_URL names does not answer. Start it, correct the address, "
            "or unset REDIS_URL to have a private one."
        )


def _start(folder: Path, log: Path) -> subprocess.Popen[bytes]:
    try:
        command = redis_server.command(folder)
    except redis_server.NoRedisError as error:
        raise Problem(str(error)) from None
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C is for us: Redis ends last
            preexec_fn=tether.end_with_parent,  # noqa: PLW1509 (no thread runs yet)
        )


def _wait(child: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _answers(url):
        if child.poll() is not None or time.monotonic() > deadline:
            raise Problem(f"the private Redis did not start; {os.environ['VAR_DIR']}/redis.log says why.")
        time.sleep(0.02)


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except (redis.RedisError, ValueError):
        return False


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(LAST_WORDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
