"""A Redis, its replica and three Sentinels, as real processes."""

from pathlib import Path

import redis

from apps.redis_address import SCHEME
from config import redis_server
from tests.children import Child, wait_until
from tests.stack import free_port
from tests.tools import found

NAME = "messager"
DOWN_AFTER_MS = 1000  # of silence


class Sentinels:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self.master_port, self.replica_port = free_port(), free_port()
        self.ports = [free_port() for _ in range(3)]
        self.master = self._server("master", self.master_port)
        self.replica = self._server(
            "replica", self.replica_port, "--replicaof", f"127.0.0.1 {self.master_port}"
        )
        self.sentinels = [self._sentinel(port) for port in self.ports]

    @property
    def url(self) -> str:
        hosts = ",".join(f"127.0.0.1:{port}" for port in self.ports)
        return f"{SCHEME}://{hosts}/{NAME}/0"

    def _server(self, name: str, port: int, *more: str) -> Child:
        folder = self.folder / name
        folder.mkdir()
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        quick = ["--repl-diskless-sync-delay", "0", "--maxmemory-policy", "noeviction"]
        command = [str(redis_server.program()), *options, *quick, *more]
        return Child(command, log=self.folder / f"{name}.log")

    def _sentinel(self, port: int) -> Child:
        program = found("redis-sentinel")
        assert program, "python -m tests.tools"
        file = self.folder / f"sentinel{port}.conf"
        file.write_text(
            f"port {port}\nbind 127.0.0.1\ndir {self.folder}\n"
            f"sentinel monitor {NAME} 127.0.0.1 {self.master_port} 2\n"
            f"sentinel down-after-milliseconds {NAME} {DOWN_AFTER_MS}\n"
            f"sentinel failover-timeout {NAME} 5000\n"
        )
        return Child([program, str(file)], log=self.folder / f"sentinel{port}.log")

    def start(self) -> "Sentinels":
        self.master.start()
        wait_until(lambda: says(self.master_port, "role:master"), within=10, what="the master answers")
        self.replica.start()
        wait_until(lambda: says(self.replica_port, "master_link_status:up"), within=20, what="it is copied")
        for sentinel in self.sentinels:
            sentinel.start()
        wait_until(lambda: all(map(knows_all, self.ports)), within=30, what="the Sentinels know each other")
        return self

    def end(self) -> None:
        for child in (*self.sentinels, self.replica, self.master):
            child.kill()

    def replica_leads(self) -> bool:
        return says(self.replica_port, "role:master")


def says(port: int, what: str) -> bool:
    return what in _ask(port, "INFO", "replication")


def knows_all(port: int) -> bool:
    return (
        f"name={NAME},status=ok" in (said := _ask(port, "INFO", "sentinel"))
        and "slaves=1,sentinels=3" in said
    )


def _ask(port: int, *command: str) -> str:
    try:
        with redis.Redis(port=port, socket_timeout=1) as client:
            client.response_callbacks.clear()
            return client.execute_command(*command).decode()
    except redis.RedisError:
        return ""
