"""As many of each process as one likes, as the stack runs them, and clients that stick to none of them."""

import asyncio
import http.client
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import count, cycle
from pathlib import Path

from apps.accounts.models import User
from tests.browserlike import Form, Page
from tests.children import Child, wait_until
from tests.live.crowd import Client, Crowd, Streams
from tests.stack import ROOT, free_port, is_ready, worker_arguments

START = 60.0  # seconds that all may take on a busy machine


class Fleet:
    def __init__(self, folder: Path, database_url: str, redis_url: str, **environment: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.env = os.environ | {
            "VAR_DIR": str(folder),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "RATE_LIMITS": "off",
            "TASK_TIME_LIMIT": "30",  # as in production: several write at once, and some wait
            "TASK_SOFT_TIME_LIMIT": "20",
            "PYTHONUNBUFFERED": "1",
            **environment,
        }
        self.web: list[Child] = []
        self.live: list[Child] = []
        self.workers: list[Child] = []
        self.web_ports: list[int] = []
        self.live_ports: list[int] = []
        self._number = count()

    def start(self, each: int = 1) -> "Fleet":
        self.manage("collectstatic", "--noinput", "-v0")
        for _ in range(each):
            self._start_one_of_each()
        wait_until(self._all_serve, within=START, what="all serve")
        return self

    def add_one_of_each(self) -> None:
        self._start_one_of_each()
        wait_until(self._all_serve, within=START, what="all serve")

    def _start_one_of_each(self) -> None:
        self._start_web()
        self._start_live()
        self.start_worker()

    def _start_web(self) -> None:
        port = free_port()
        threads = ["--worker-class", "gthread", "--workers", "1", "--threads", "4", "--keep-alive", "75"]
        command = ["-m", "gunicorn", "config.wsgi", *threads, "--bind", f"127.0.0.1:{port}"]
        self.web.append(self.child("web", command).start())
        self.web_ports.append(port)

    def _start_live(self) -> None:
        port = free_port()
        command = ["-m", "uvicorn", "config.asgi:live", "--port", str(port), "--no-access-log"]
        held = ["--timeout-keep-alive", "75", "--timeout-graceful-shutdown", "5"]
        self.live.append(self.child("live", [*command, *held]).start())
        self.live_ports.append(port)

    def start_worker(self) -> Child:
        name = f"{os.getpid()}-{next(self._number)}"
        self.workers.append(self.child("worker", [*worker_arguments("config"), "-n", name]).start())
        return self.workers[-1]

    def child(self, name: str, arguments: list[str]) -> Child:
        log = self.folder / f"{name}{next(self._number)}.log"
        return Child([sys.executable, *arguments], log=log, env=self.env)

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=self.env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _all_serve(self) -> bool:
        for child in self.children:
            assert child.is_running, child.says()[-3000:]
        ports_answer = all(answers(port) for port in (*self.web_ports, *self.live_ports))
        return ports_answer and all(is_ready(worker) for worker in self.workers)

    @property
    def children(self) -> list[Child]:
        return [*self.web, *self.live, *self.workers]

    def end(self) -> None:
        for child in self.children:
            child.kill()

    def complaints(self) -> list[str]:
        """What no process should ever have to say."""
        logs = "\n".join(log.read_text() for log in sorted(self.folder.glob("*.log")))
        return [line for line in logs.splitlines() if line.startswith(("ERROR", "Traceback"))]

    def page(self, user: User, room: int) -> "Anywhere":
        return Anywhere(self.web_ports, user, room)

    def crowd(self, clients: Sequence[Client]) -> "Everywhere":
        return Everywhere(self.live_ports, clients)


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


class Anywhere(Page):
    """Each request goes to the next web process."""

    def __init__(self, ports: Sequence[int], user: User, room: int) -> None:
        self._hosts = cycle([f"127.0.0.1:{port}" for port in ports])
        super().__init__(next(self._hosts), user, room)

    def ask(self, method: str, path: str, form: Form | None = None, **headers: str) -> None:
        self.connection.close()
        self.connection = http.client.HTTPConnection(next(self._hosts), timeout=30)
        super().ask(method, path, form, **headers)


class Everywhere(Crowd):
    """Each held poll goes to another live process. One that refuses is passed over, as a proxy does it."""

    def __init__(self, ports: Sequence[int], clients: Sequence[Client]) -> None:
        self._ports = ports
        super().__init__(0, clients)

    async def connect(self) -> Streams:
        *others, last = random.sample(self._ports, len(self._ports))
        for port in others:
            with suppress(ConnectionRefusedError):
                return await asyncio.open_connection("127.0.0.1", port)
        return await asyncio.open_connection("127.0.0.1", last)

    @property
    def keeps_connections(self) -> bool:
        return False
