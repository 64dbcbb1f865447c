"""What the tests need from the system: a Chromium and PostgreSQL's server. `python -m tests.tools`

Looks first, installs where it may, and otherwise says what to do.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

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
