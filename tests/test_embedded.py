"""`make run`: starts, serves, keeps its data, ends without an orphan, says plainly why it cannot start."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from config import prepare, redis_server
from tests.browserlike import Browser
from tests.children import Child, wait_until
from tests.stack import ROOT, free_port

pytestmark = pytest.mark.once

START = 40  # seconds, on a busy machine
END = 10
PERSON = {"username": "alice", "email": "alice@example.org", "password1": "correct horse battery"}


class Embedded:
    """One `make run` with a folder of its own, started as from a terminal."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.var, self.port = var, free_port()
        ours = {"VAR_DIR": str(var), "PORT": str(self.port), "MAKEFLAGS": "", **environment}
        # What these tests themselves run with is not what a newcomer has.
        unset = {
            "REDIS_URL",
            "CACHE_URL",
            "DATABASE_URL",
            "SECRET_KEY",
            "PUBLIC_URL",
            "DJANGO_SETTINGS_MODULE",
        }
        env = {name: value for name, value in os.environ.items() if name not in unset} | ours
        make = [
            "make",
            "--no-print-directory",
            "-C",
            str(ROOT),
            "run",
            "PREPARE=true",
            f"VENV_PYTHON={sys.executable}",
        ]
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


@pytest.fixture
def embedded(tmp_path):
    started = []

    def make(**environment):
        started.append(Embedded(tmp_path / "var", **environment))
        return started[-1]

    yield make
    for one in started:
        one.make.kill()
        for process in one.processes():
            process.kill()


def room_of(page: str) -> str:
    return re.search(r'data-room="(\d+)"', page)[1]


def test_it_serves_a_person_and_a_second_start_finds_what_they_wrote(embedded):
    first = embedded().start()
    for host in ("localhost", "127.0.0.1", "0.0.0.0", "[::1]" if socket.has_ipv6 else "localhost"):
        assert first.browser(host).request("GET", "/messager/accounts/login/").status == 200, host
    assert "make staff" in first.make.says()

    alice = first.browser()
    assert alice.request("POST", "/messager/accounts/signup/", PERSON).status == 302
    assert alice.request("GET", "/messager/").status == 200
    first.ends()
    assert "Traceback" not in first.make.says(), first.make.says()

    second = embedded().start()
    alice = second.browser()
    form = {"login": "alice", "password": PERSON["password1"]}
    assert alice.request("POST", "/messager/accounts/login/", form).status == 302
    assert alice.request("GET", "/messager/").status == 200
    second.ends(by=signal.SIGTERM)


def test_it_ends_as_a_whole_when_a_part_of_it_dies(embedded):
    running = embedded().start()
    (beat,) = running.processes("config.beat")
    beat.kill()
    running.has_ended()
    assert "because its beat did" in running.make.says()
    assert running.make.process.returncode != 0
    assert running.processes() == []


def test_nobody_outlives_a_manager_that_was_killed(embedded):
    running = embedded().start()
    manager = psutil.Process(running.make.pid).children()[0]
    manager.kill()
    wait_until(lambda: running.processes() == [], within=END, what="everything has ended")


def test_a_second_start_over_the_same_data_says_so(embedded):
    embedded().start()
    assert "already runs with the data in" in embedded().fails()


def test_a_taken_port_is_one_sentence(embedded):
    one = embedded()
    with socket.create_server(("127.0.0.1", one.port)):
        said = one.fails()
    assert f"port {one.port} is taken by another program" in said
    assert f"make run PORT={one.port + 1}" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"PORT": "http"}, "PORT is 'http': give a number"),
        ({"HOST": "192.0.2.1"}, "no address of this machine"),
        ({"REDIS_URL": "redis://localhost:1/0"}, "Redis does not answer"),
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY is too weak"),
        ({"DATABASE_URL": "postgres://nobody@localhost:1/none"}, "the database cannot be used"),
    ],
)
def test_a_wrong_configuration_is_one_sentence(embedded, environment, sentence):
    said = embedded(**environment).fails()
    assert sentence in said
    assert "Traceback" not in said


# --- What only a poor machine lacks ---------------------------------------------------------------------


def test_no_redis_to_be_had_is_one_sentence(monkeypatch):
    monkeypatch.setattr(redis_server, "_candidates", lambda: iter([Path("/no/redis-server")]))
    with pytest.raises(redis_server.NoRedisError, match="apt-get install redis-server"):
        redis_server.program()


def test_a_redis_that_is_too_old_is_passed_over(monkeypatch, tmp_path):
    old = tmp_path / "redis-server"
    old.write_text("#!/bin/sh\necho 'Redis server v=6.0.16 sha=00000000:0'\n")
    old.chmod(0o755)
    good = redis_server.program()
    monkeypatch.setattr(redis_server, "_candidates", lambda: iter([old, good]))
    assert redis_server.program() == good


def test_a_packaged_redis_is_found_without_a_systems_one(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    said = subprocess.check_output([redis_server.program(), "--version"], text=True)
    assert "Redis server v=" in said


def test_an_old_python_is_one_sentence(monkeypatch):
    monkeypatch.setattr(prepare, "OLDEST", (99, 0))
    with pytest.raises(SystemExit, match=r"needs Python 99.0 or newer.*PYTHON="):
        prepare.main("requirements.lock")


def test_a_python_without_venv_is_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(prepare, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(prepare, "INTERPRETER", tmp_path / ".venv" / "interpreter")
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        prepare.main("requirements.lock")
