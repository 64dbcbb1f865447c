"""The product's real processes, for tests that kill, freeze and restart them."""

import http.client
import os
import re
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import psutil
import redis

from config.embedded.team import commands
from tests.children import Child, wait_until
from tests.redis_process import PrivateRedis

ROOT = Path(__file__).resolve().parent.parent
START = 40.0  # seconds that a process may take to be ready on a busy machine
WORKER_CHILDREN = 2


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers_tcp(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Stack:
    """redis, web, worker, beat over the database of the tests."""

    def __init__(self, var: Path, database_url: str, **environment: str) -> None:
        var.mkdir(parents=True, exist_ok=True)
        self.var = var
        self.port = free_port()
        self.redis_server = PrivateRedis(var / "redis")
        self.env = os.environ | {
            "VAR_DIR": str(var),
            "DATABASE_URL": database_url,
            "REDIS_URL": self.redis_server.url,
            "RATE_LIMITS": "off",
            "PYTHONUNBUFFERED": "1",
            **environment,
        }
        self.redis = self.redis_server.server
        self.web = self._child("web", commands([f"127.0.0.1:{self.port}"])["web"])
        self.worker = self._child("worker", worker_arguments("config"))
        self.beat = self.another_beat("beat")
        self._is_built = False

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def _child(self, name: str, arguments: list[str]) -> Child:
        return Child([sys.executable, *arguments], log=self.var / f"{name}.log", env=self.env)

    def another_beat(self, name: str) -> Child:
        schedule = self.var / f"{name}-schedule"
        return self._child(name, [*commands([])["beat"], "-s", str(schedule)])

    def another_worker(self, name: str, app: str, **environment: str) -> Child:
        child = self._child(name, worker_arguments(app))
        child.env = self.env | environment
        return child

    def adjust(self, environment: Mapping[str, str | None]) -> None:
        """For processes started from now on; None takes a variable back."""
        for name, value in environment.items():
            self.env[name] = os.environ[name] if value is None else value
        for child in (self.web, self.worker, self.beat):
            child.env = self.env

    # --- starting ------------------------------------------------------------------------------

    def start(self, *names: str) -> "Stack":
        """Those named that do not run yet; returns when each of them serves."""
        for name in names:
            if not getattr(self, name).is_running:
                getattr(self, f"_start_{name}")()
        for name in names:
            self.wait_for(name)
        return self

    def _start_redis(self) -> None:
        self.redis.start()

    def _start_web(self) -> None:
        self._build()
        self.web.start()

    def _start_worker(self) -> None:
        self.worker.start()

    def _start_beat(self) -> None:
        self.beat.start()

    def wait_for(self, name: str) -> None:
        child: Child = getattr(self, name)
        wait_until(
            lambda: getattr(self, f"{name}_serves")() or self._dead(name, child),
            within=START,
            what=f"{name} serves\n{child.says()[-3000:]}",
        )

    def _dead(self, name: str, child: Child) -> bool:
        if child.is_running:
            return False
        raise AssertionError(f"{name} died at its start:\n{child.says()[-3000:]}")

    def redis_serves(self) -> bool:
        return self.redis_server.answers()

    def web_serves(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/messager")
            return connection.getresponse().status < 400
        except OSError:
            return False
        finally:
            connection.close()

    def worker_serves(self) -> bool:
        return is_ready(self.worker)

    def beat_serves(self) -> bool:
        return "beat: Starting" in self.beat.says()

    def _build(self) -> None:
        """Static files with their hashed names, once."""
        if not self._is_built:
            self.manage("collectstatic", "--noinput", "-v0")
        self._is_built = True

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=self.env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def revive(self, name: str) -> None:
        """What a process manager does all the time: starts anew what has died."""
        if not getattr(self, name).is_running:
            self.start(name)

    # --- breaking and mending -------------------------------------------------------------------

    def pool_children(self) -> list[int]:
        """The worker's processes that run tasks."""
        return [child.pid for child in psutil.Process(self.worker.pid).children()]

    def connection(self) -> redis.Redis:
        return redis.Redis.from_url(self.redis_server.url, socket_timeout=5)

    def forget(self) -> None:
        """Empties Redis between two tests."""
        if self.redis.is_running:
            with self.connection() as client:
                client.flushall()

    def mend(self) -> None:
        """After a test: nothing stays frozen; what was killed or is dying is started by who needs it."""
        for child in self.children:
            if child.is_running:
                child.thaw()
        if "Unrecoverable error" in self.worker.says():  # a full Redis: it can be long about its end
            self.worker.kill()

    @property
    def children(self) -> list[Child]:
        return [self.web, self.worker, self.beat, self.redis]

    def end(self) -> None:
        for child in self.children:
            child.thaw()
        for child in self.children:
            child.kill()

    def logs(self) -> str:
        """The end of every log, for a failed test's report."""
        files = sorted(self.var.glob("*.log"))
        return "\n".join(f"--- {file.stem}\n{_tail(file)}" for file in files)


def worker_arguments(app: str) -> list[str]:
    """As `make run` starts it, with `app` in the place of the product's own."""
    product = [app if part == "config" else part for part in commands([])["worker"]]
    return [*product, "--concurrency", str(WORKER_CHILDREN)]


def is_ready(worker: Child) -> bool:
    return bool(re.search(r"celery@\S+ ready", worker.says()))


def _tail(file: Path, most: int = 4000) -> str:
    return file.read_text(errors="replace")[-most:]
