"""A real PgBouncer in transaction mode before the tests' PostgreSQL."""

import os
import signal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.children import Child, wait_until
from tests.stack import answers_tcp, free_port
from tests.tools import found

CONNECTIONS = 4  # to the server, for all processes: fewer than they have threads


class Pooler:
    def __init__(self, folder: Path, database_url: str) -> None:
        folder.mkdir(parents=True)
        self.port = free_port()
        parts = urlsplit(database_url)
        self.user, self.database = parts.username or "postgres", parts.path.strip("/")
        where = {name: values[0] for name, values in parse_qs(parts.query).items()}
        (folder / "users.txt").write_text(f'"{self.user}" ""\n')
        (folder / "pgbouncer.ini").write_text(
            f"[databases]\n{self.database} = host={where['host']} port={where['port']}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\n"
            f"auth_type = trust\nauth_file = {folder / 'users.txt'}\n"
            f"pool_mode = transaction\ndefault_pool_size = {CONNECTIONS}\nmax_client_conn = 200\n"
        )
        program = found("pgbouncer")
        assert program, "python -m tests.tools"
        as_root = os.getuid() == 0  # which it refuses to be
        self.server = Child(
            [program, str(folder / "pgbouncer.ini")],
            log=folder / "log",
            user="postgres" if as_root else None,
            last_signal=signal.SIGTERM,
        )
        for place in (folder, *list(folder.parents)[:3]):
            place.chmod(place.stat().st_mode | 0o055)

    @property
    def url(self) -> str:
        return f"postgres://{self.user}@127.0.0.1:{self.port}/{self.database}"

    def start(self) -> "Pooler":
        self.server.start()
        wait_until(lambda: answers_tcp(self.port), within=10, what=f"PgBouncer answers {self.server.says()}")
        return self

    def end(self) -> None:
        self.server.kill()
