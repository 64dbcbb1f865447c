"""The Redis of one start: ours on a unix socket, unless REDIS_URL names another."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import redis_server, tether
from config.embedded.problem import Problem

LAST_WORDS = 3.0  # seconds that it may take to end


@contextmanager
def private_redis(var: Path) -> Iterator[subprocess.Popen[bytes] | None]:
    """REDIS_URL is set inside; what it yields is the child, if it is ours."""
    if os.environ.get("REDIS_URL"):
        yield None
        return
    # Not in `var`: the path of a unix socket may have no more than some 100 characters.
    with tempfile.TemporaryDirectory(prefix="messager-") as folder:
        child = _start(Path(folder), var / "redis.log")
        os.environ["REDIS_URL"] = redis_server.url(Path(folder))
        try:
            yield child
        finally:
            _end(child)


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


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(LAST_WORDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
