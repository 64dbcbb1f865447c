"""Whether this container does what it is for; exit 0 when it does.

`health.py url http://…` · `health.py worker` · `health.py beat`
"""

import os
import socket
import sys
import urllib.request
from pathlib import Path

LATE = 60.0  # seconds; beat ticks four times as often


def url(address: str) -> bool:
    """Raises unless it answers 2xx."""
    with urllib.request.urlopen(address, timeout=4) as response:
        return 200 <= response.status < 300


def worker() -> bool:
    """This worker, and no other, answers a question that comes by the broker."""
    from config.beat import app  # without Django: in a third of the time

    return bool(app.control.ping([f"celery@{socket.gethostname()}"], timeout=5.0))


def beat() -> bool:
    import psycopg

    with psycopg.connect(Path(os.environ["DATABASE_URL_FILE"]).read_text(), connect_timeout=3) as connection:
        row = connection.execute(
            "SELECT EXTRACT(epoch FROM now() - at) FROM operations_tick WHERE name = 'beat'"
        ).fetchone()
    return row is not None and row[0] < LATE


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    kind, *arguments = sys.argv[1:]
    sys.exit(0 if {"url": url, "worker": worker, "beat": beat}[kind](*arguments) else 1)
