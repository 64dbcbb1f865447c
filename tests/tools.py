"""What the tests need from the system: a Chromium, PostgreSQL and what stands around both when a
messenger grows. `python -m tests.tools`

Looks first, installs where it may, and otherwise says what to do.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from tests.e2e.chromium import ARGUMENTS, executable
from tests.postgres import binaries

MINUTES = 60


@dataclass(frozen=True)
class Tool:
    name: str
    is_here: Callable[[], bool]
    ways: list[list[str]]  # commands that install it, tried in this order until it is here
    advice: str


def chromium_starts() -> bool:
    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS).close()
    except Error:
        return False
    return True


def postgres_is_here() -> bool:
    if os.environ.get("DATABASE_URL"):
        return True
    try:
        binaries()
    except RuntimeError:
        return False
    return True


def system_package(name: str) -> list[list[str]]:
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return []
    install = ["apt-get", "install", "--yes", "--no-install-recommends", name]
    return [install, ["apt-get", "update"], install]


def program(name: str, package: str) -> Tool:
    """One that has its package's name."""
    advice = f"`apt-get install {package}` as root, or {package} on PATH"
    return Tool(name, lambda: found(package) is not None, system_package(package), advice)


def found(program: str) -> str | None:
    """Debian keeps servers where not everybody's PATH looks."""
    return shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")


def libfaketime() -> Path | None:
    """What LD_PRELOAD gives a process to live by another clock."""
    return next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


def tools() -> list[Tool]:
    playwrights_own = [sys.executable, "-m", "playwright", "install", "chromium"]
    return [
        Tool(
            "Chromium",
            chromium_starts,
            [*system_package("chromium"), playwrights_own],
            "`apt-get install chromium` as root, or any Chromium or Google Chrome on PATH",
        ),
        Tool(
            "PostgreSQL's server",
            postgres_is_here,
            system_package("postgresql"),
            "`apt-get install postgresql` as root, or a DATABASE_URL whose user may create databases",
        ),
        program("PgBouncer", "pgbouncer"),
        program("Redis", "redis-server"),  # the packaged one of `make run` is too old to be a Sentinel's
        program("Redis Sentinel", "redis-sentinel"),
        Tool(
            "libfaketime",
            lambda: libfaketime() is not None,
            system_package("libfaketime"),
            "`apt-get install libfaketime` as root",
        ),
        Tool(
            "promtool",
            lambda: shutil.which("promtool") is not None,
            system_package("prometheus"),
            "`apt-get install prometheus` as root, or promtool on PATH",
        ),
    ]


def provide(tool: Tool) -> None:
    if tool.is_here():
        return
    for way in tool.ways:
        print(f"{tool.name} is missing; trying: {' '.join(way)}", flush=True)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(way, env=environment, capture_output=True, text=True, timeout=10 * MINUTES)
        if done.returncode == 0 and tool.is_here():
            return
        print("\n".join((done.stdout + done.stderr).splitlines()[-3:]))
    sys.exit(f"The tests need {tool.name}: {tool.advice}. Then `make test` again.")


if __name__ == "__main__":
    for needed in tools():
        provide(needed)
