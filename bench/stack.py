"""The product's processes as the stack runs them, each a child that ends with the bench."""

import http.client
import json
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.page import Doors, Page
from tests.children import Child, wait_until
from tests.postgres import PrivatePostgres, binaries
from tests.redis_process import PrivateRedis

ROOT = Path(__file__).resolve().parent.parent
START = 60.0  # seconds a process may take to serve on a busy machine
LIVE = ["--http", "httptools", "--loop", "uvloop", "--timeout-graceful-shutdown", "5"]
SERVING = ["redis", "database", "web", "live", "worker", "beat"]


class Stack:
    def __init__(self, var: Path, *, database: str, port: int, probes: Path | None = None) -> None:
        var.mkdir(parents=True, exist_ok=True)
        var.chmod(0o755)  # the database's own user has to reach its folder
        self.var, self.database, self.port = var, database, port
        self.doors = Doors(web=("127.0.0.1", port), live=("127.0.0.1", port + 1))
        self.children: dict[str, Child] = {}
        self._redis = PrivateRedis(var / "redis")
        self._postgres = PrivatePostgres(var / "postgres", durable=True)
        self.env = os.environ | {
            "VAR_DIR": str(var),
            "SECRET_KEY": secrets.token_urlsafe(50),
            "REDIS_URL": self._redis.url,
            "RATE_LIMITS": "off",
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore::UserWarning:celery.platforms",
        }
        self._app = "config"
        if probes:  # the same processes with clocks in them (bench/hops)
            self._app = "bench.hops"
            self.env["BENCH_HOPS"] = str(probes)

    def start(self) -> "Stack":
        self._redis.start()
        self.children["redis"] = self._redis.server
        if self.database == "postgres":
            self.env["DATABASE_URL"] = self._postgres.start()
            self.children["database"] = self._postgres.server
        self.run("manage.py", "migrate", "-v0")
        self.run("manage.py", "collectstatic", "--noinput", "-v0")
        for name, arguments in self._commands().items():
            self.children[name] = self._child(name, arguments).start()
        wait_until(lambda: _answers(*self.doors.web, "/messager/"), within=START, what="web serves")
        wait_until(lambda: _answers(*self.doors.live, "/live/"), within=START, what="live serves")
        wait_until(lambda: " ready." in self.children["worker"].says(), within=START, what="worker serves")
        return self

    def _commands(self) -> dict[str, list[str]]:
        celery = ["-m", "celery", "--app"]
        return {
            "web": [
                *("-m", "gunicorn", f"{self._app}.wsgi", "--worker-class", "gthread"),
                *("--workers", "2", "--threads", "4", "--keep-alive", "75", "--preload"),
                *("--bind", f"127.0.0.1:{self.port}", "--log-level", "warning"),
            ],
            "live": [
                *("-m", "uvicorn", f"{self._app}.asgi:live", "--port", str(self.port + 1), *LIVE),
                *("--timeout-keep-alive", "75", "--no-access-log", "--log-level", "warning"),
            ],
            "worker": [
                *(*celery, f"{self._app}.celery", "worker", "--loglevel", "INFO"),
                *("--queues", "dispatch,maintenance", "--concurrency", "1"),
                *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            ],
            "beat": [*celery, "config.beat", "beat", "--loglevel", "WARNING"],
        }

    def _child(self, name: str, arguments: list[str]) -> Child:
        return Child([sys.executable, *arguments], log=self.var / f"{name}.log", env=self.env)

    def run(self, *arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], env=self.env, cwd=ROOT, check=True)

    @property
    def database_version(self) -> str:
        said = subprocess.check_output([binaries() / "postgres", "--version"], text=True)
        return said.split()[2]

    def end(self) -> None:
        for child in reversed(self.children.values()):
            child.end(within=8)

    # --- its people -----------------------------------------------------------------------------

    def populate(self, team: int, club: int) -> None:
        state = self._people("make", str(team), str(club))
        self._sessions: dict[str, str] = state["sessions"]

    def _people(self, *arguments: str) -> dict[str, Any]:
        out = self.var / "people.json"
        self.run("-m", "bench.people", *arguments, str(out))
        state: dict[str, Any] = json.loads(out.read_text())
        self._state = state
        return state

    def look(self) -> None:
        """What pages made from now on have seen is what stands in the database now."""
        self._people("look")

    def page(self, username: str, room: str, **more: Any) -> Page:
        person, place = self._state["people"][username], self._state["rooms"][room]
        session = self._sessions[str(person["id"])]
        inbox, cursor = person["inbox"], place["cursor"]
        return Page(self.doors, person["id"], session, place["id"], cursor, inbox, **more)

    def room(self, name: str) -> int:
        return int(self._state["rooms"][name]["id"])


def _answers(host: str, port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except OSError:
        time.sleep(0.1)
        return False
    finally:
        connection.close()
