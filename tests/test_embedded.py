"""`make run`: starts, serves, keeps its data, ends without an orphan, says plainly why it cannot start."""

import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psutil
import pytest

from config import prepare, redis_server
from tests.browserlike import Browser
from tests.children import wait_until
from tests.embedded import END, Embedded

pytestmark = pytest.mark.once

PASSWORD = "correct horse battery"
HELD = 5  # polls; one person may hold six


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


def signed_up(running: Embedded, name: str) -> Browser:
    browser = running.browser()
    form = {"username": name, "email": f"{name}@example.org", "password1": PASSWORD}
    assert browser.request("POST", "/messager/accounts/signup/", form).status == 302
    return browser


def set_up_by(running: Embedded, name: str) -> Browser:
    """The first visit, from this machine: no token is asked for."""
    browser = running.browser()
    form = {
        "username": name,
        "email": f"{name}@example.org",
        "password1": PASSWORD,
        "server_name": "The Pier",
    }
    assert browser.request("POST", "/messager/first-run/", form).status == 302
    return browser


def signed_in(running: Embedded, name: str) -> Browser:
    browser = running.browser()
    form = {"login": name, "password": PASSWORD}
    assert browser.request("POST", "/messager/accounts/login/", form).status == 302
    return browser


def test_two_people_talk_and_a_second_start_finds_what_they_said(embedded):
    first = embedded().start()
    assert "make staff" in first.make.says()
    alice, bob = set_up_by(first, "alice"), signed_up(first, "bob")
    code = first.row("SELECT usercode FROM accounts_user WHERE username = 'bob'")
    (home,) = re.findall(r'data-room="(\d+)"', alice.request("GET", "/messager/").text)[:1]
    form = {"body": "Lunch?", "code": code, "nonce": str(uuid4()), "cursor": 0}
    sent = alice.request("POST", f"/messager/rooms/{home}/messages/", form)
    assert sent.status == 303, sent
    room = urlsplit(sent.headers["Location"]).path
    assert "Lunch?" in bob.request("GET", room).text
    wait_until(
        lambda: not first.row("SELECT count(*) FROM chat_outbox WHERE done_at IS NULL"),
        within=10,
        what="dispatch",
    )
    first.ends()
    assert "Traceback" not in first.make.says(), first.make.says()

    second = embedded().start()
    assert "Lunch?" in signed_in(second, "bob").request("GET", room).text
    second.ends(by=signal.SIGTERM)


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_with_held_polls_and_answers_them(embedded, by):
    running = embedded().start()
    person = set_up_by(running, "alice")
    waiting = [holding(running, person) for _ in range(HELD)]
    (web,) = running.processes("config.embedded.web")
    wait_until(lambda: len(connections(web)) >= HELD, within=5, what="the polls are held")
    began = time.monotonic()
    running.ends(by)
    assert time.monotonic() - began < END
    for browser in waiting:
        answer = browser.connection.getresponse()
        assert (answer.status, answer.read()) == (204, b"")
        assert 0 <= int(answer.headers["Messager-Poll"]) <= 3000
    assert "Traceback" not in running.make.says(), running.make.says()
    assert "Cancel" not in running.make.says(), running.make.says()


def holding(running: Embedded, person: Browser) -> Browser:
    """Another connection of that person, with a poll that has no news to wait for."""
    inbox = re.search(r'data-inbox="([\d.]+)"', person.request("GET", "/messager/").text)[1]
    browser = running.browser()
    browser.cookies = person.cookies
    browser.ask("GET", f"/live/updates/?inbox={inbox}")
    return browser


def connections(web: psutil.Process) -> list:
    return [one for one in web.net_connections("tcp") if one.status == psutil.CONN_ESTABLISHED]


def test_every_name_of_this_machine_is_answered(embedded):
    running = embedded().start()
    for host in ("localhost", "127.0.0.1", "0.0.0.0", "[::1]" if socket.has_ipv6 else "localhost"):
        assert running.browser(host).request("GET", "/messager/first-run/").status == 200, host
        assert running.browser(host).request("GET", "/").headers["Location"] == "/messager/", host


def test_it_ends_as_a_whole_when_a_part_of_it_dies(embedded):
    running = embedded().start()
    (beat,) = running.processes("config.beat")
    beat.kill()
    running.has_ended()
    assert "because its beat did" in running.make.says()
    assert running.make.process.returncode != 0
    assert running.processes() == []


@pytest.mark.parametrize("killed", ["make", "config.embedded"])
def test_nobody_outlives_whoever_was_killed_with_minus_nine(embedded, killed):
    running = embedded().start()
    first = min(running.processes(killed), key=lambda process: process.create_time())
    first.kill()
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
