"""One `make run` of a test's own, started as from a terminal."""

import os
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import psutil

from tests.browserlike import Browser
from tests.children import Child, wait_until
from tests.stack import ROOT, free_port

START = 40  # seconds, on a busy machine
END = 10
# What these tests themselves run with is not what a newcomer has.
OF_THE_TESTS = {
    *("REDIS_URL", "CACHE_URL", "DATABASE_URL", "SECRET_KEY", "PUBLIC_URL", "LOG_LEVEL"),
    "DJANGO_SETTINGS_MODULE",
    # The tests' own second is short for a first task on a busy machine.
    *("TASK_SOFT_TIME_LIMIT", "TASK_TIME_LIMIT", "OUTBOX_LEASE", "BROKER_VISIBILITY_TIMEOUT"),
}


class Embedded:
    """One `make run` with a folder of its own, started as from a terminal."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.var, self.port = var, free_port()
        env = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
        env |= {"VAR_DIR": str(var), "PORT": str(self.port), "MAKEFLAGS": "", **environment}
        make = f"make --no-print-directory -C {ROOT} run PREPARE=true VENV_PYTHON={sys.executable}".split()
        var.parent.mkdir(parents=True, exist_ok=True)
        self.make = Child(make, log=var.with_suffix(".log"), env=env)

    def start(self) -> "Embedded":
        self.make.start()
        try:
            wait_until(lambda: self.is_ready or not self.make.is_running, within=START, what="it is ready")
        finally:
            assert self.is_ready, self.make.says()
        return self

    @property
    def is_ready(self) -> bool:
        return f"Messager is ready: http://localhost:{self.port}/messager/" in self.make.says()

    def fails(self) -> str:
        """What it says when it does not start."""
        self.make.start()
        self.has_ended(within=START)
        assert self.make.process.returncode != 0
        return self.make.says()

    def ends(self, by: signal.Signals = signal.SIGINT) -> None:
        """As Ctrl-C in a terminal: the whole foreground group hears it."""
        self.make.signal(by)
        self.has_ended()
        assert self.processes() == []

    def has_ended(self, within: float = END) -> None:
        wait_until(lambda: not self.make.is_running, within=within, what=f"make ends\n{self.make.says()}")

    def processes(self, kind: str = "") -> list[psutil.Process]:
        """All that belong to this start, however they came to be; `kind` is a part of their command line."""
        return [one for one in psutil.process_iter() if _is_of(one, self.var) and kind in _line(one)]

    def row(self, query: str) -> object:
        """What the database of this start says."""
        with closing(sqlite3.connect(self.var / "messager.sqlite3")) as database:
            return database.execute(query).fetchone()[0]

    def browser(self, host: str = "localhost") -> Browser:
        return Browser(f"{host}:{self.port}")


def _is_of(process: psutil.Process, var: Path) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE and process.environ().get("VAR_DIR") == str(var)
    except psutil.Error:
        return False


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
