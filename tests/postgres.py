"""A private PostgreSQL from the system's binaries, in a folder of the tests."""

import os
import pwd
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import psutil

from tests.children import Child, wait_until

INITDB = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]  # nothing here outlives the tests


def binaries() -> Path:
    """Where initdb and postgres are: on PATH, or the newest of the system's versions."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if not versions:
        raise RuntimeError("No PostgreSQL here: install its server package or give DATABASE_URL.")
    return versions[-1].parent


class PrivatePostgres:
    """PostgreSQL refuses to run as root: then it runs as its own system user."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.folder, self.durable = folder, durable
        self.user = "postgres" if os.getuid() == 0 else None

    def start(self) -> str:
        """Its address."""
        self.folder.mkdir(parents=True)
        if self.user:
            owner = pwd.getpwnam(self.user)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        data = self.folder / "data"
        subprocess.run(
            [binaries() / "initdb", "-D", data, *INITDB],
            check=True,
            capture_output=True,
            cwd="/",
            user=self.user,
            group=self.user,
            extra_groups=[] if self.user else None,
        )
        options = ["listen_addresses=", f"unix_socket_directories={self.folder}", "max_connections=200"]
        options += [] if self.durable else FAST
        self.server = Child(
            [str(binaries() / "postgres"), "-D", str(data), *[f"--{option}" for option in options]],
            log=self.folder / "log",
            user=self.user,
            last_signal=signal.SIGINT,  # "fast": does not wait for clients
        )
        self.folder.chmod(0o777)  # the log is opened by us, the socket by the server
        self.server.start()
        wait_until(
            lambda: "ready to accept connections" in self.server.says(), within=20, what="PostgreSQL answers"
        )
        return f"postgres://postgres@/postgres?host={self.folder}"

    def freeze(self) -> None:
        """All its processes, each in a group of its own: it takes connections and answers none."""
        self._to_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self._to_all(signal.SIGCONT)

    def _to_all(self, number: signal.Signals) -> None:
        server = psutil.Process(self.server.pid)
        for process in (server, *server.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):  # ended meanwhile
                process.send_signal(number)

    def end(self) -> None:
        self.server.end()
