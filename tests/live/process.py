"""A live process, and the next one: they share the listening socket, as in a deploy that refuses nobody."""

import os
import socket
import sys
from pathlib import Path

from django.conf import settings

from tests.children import Child, wait_until
from tests.fixtures import database_url

PROGRAM = """
import socket, sys, uvicorn
listening = socket.socket(fileno=int(sys.argv[1]))
options = dict(http="httptools", loop="uvloop", ws="none", log_level="info", access_log=False)
timeouts = dict(timeout_keep_alive=75, timeout_graceful_shutdown=5)
uvicorn.Server(uvicorn.Config("config.asgi:live", **options, **timeouts)).run(sockets=[listening])
"""
START = 40.0  # seconds on a busy machine


class LiveProcesses:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.port: int = self._listening.getsockname()[1]
        self._started: list[Child] = []

    def start(self, **environment: str) -> Child:
        child = Child(
            [sys.executable, "-c", PROGRAM, str(self._listening.fileno())],
            log=self._folder / f"live{len(self._started)}.log",
            env=os.environ | {"DATABASE_URL": database_url(), "REDIS_URL": settings.REDIS_URL} | environment,
            pass_fds=[self._listening.fileno()],
        )
        self._started.append(child.start())
        wait_until(
            lambda: "Application startup complete" in child.says() or not child.is_running,
            within=START,
            what="the live process starts",
        )
        assert child.is_running, child.says()
        return child

    def end(self) -> None:
        for child in self._started:
            child.kill()
        self._listening.close()

    def complaints(self) -> list[str]:
        """What no process should ever have to say."""
        logs = "\n".join(log.read_text() for log in sorted(self._folder.glob("live*.log")))
        return [line for line in logs.splitlines() if line.startswith(("ERROR", "Traceback"))]
