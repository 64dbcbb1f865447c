"""The table, on the terminal and in bench/README.md. What is written there by hand stays."""

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.figures import Figure

README = Path(__file__).parent / "README.md"
BY_HAND = "<!-- From here on by hand: the generator keeps it. -->"
VERSIONS = ["django", "gunicorn", "uvicorn", "celery", "redis", "psycopg"]
DATABASES = {"postgres": "PostgreSQL {}, fsync on", "sqlite": "SQLite, WAL, synchronous=FULL"}
HEAD = """\
# Benchmark

`make bench` starts the real processes (web: gunicorn gthread, 2 workers of 4 threads; live: one
uvicorn; worker, beat, Redis, the database) and drives them from one process of its own, over HTTP,
as pages do: sign in, load, poll, send with session, CSRF token, nonce and cursor, move the read
mark. Both share the machine. The load generator routes `/live/` to live and everything else to web,
as the stack's proxy does. Rate limits are off. The sessions of all but the people who sign in are
made by the bench's own command (`bench/people.py`). Twenty of those who wait have somebody before
them, whose read marks follow; the others' pages are open and wait.

    make bench              on a private PostgreSQL, about 7 minutes; writes this file
    make bench DB=sqlite    on SQLite; prints only
    make bench QUICK=1      small sizes, to see whether a change pays; prints only
    .venv/bin/python -m bench --only room,saturation
    .venv/bin/python -m bench --hops          where the time of a message goes

A message that is lost, doubled or out of order makes it end with 1. Latencies are over all
receivers, from the moment before the sender's request is written until the answer that has the
message is read whole.

"""


def show(figures: Iterable[Figure]) -> None:
    for line in figures:
        mark = {True: "ok ", False: "NO ", None: "   "}[line.reached]
        print(f"{mark}{line.name:<64}{line.measured:>13}  {line.required:>10}  {line.note}", flush=True)


def write(figures: list[Figure], *, database: str, database_version: str) -> None:
    where = DATABASES[database].format(database_version)
    table = ["| figure | measured | required | aim | load | |", "|---|--:|--:|--:|--:|---|"]
    table += [_row(line) for line in figures]
    lines = "\n".join(table)
    by_hand = README.read_text().partition(BY_HAND)[2] if README.exists() else "\n"
    README.write_text(f"{HEAD}## {_stamp(where)}\n\n{lines}\n\n{BY_HAND}{by_hand}")


def _row(line: Figure) -> str:
    measured = f"**{line.measured}**" if line.reached is False else line.measured
    return f"| {line.name} | {measured} | {line.required} | {line.aim} | {line.load:.1f} | {line.note} |"


def _stamp(database: str) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    return (
        f"{datetime.now(UTC):%d %B %Y}\n\n{os.cpu_count()} cores ({_processor()}), {platform.system()}, "
        f"Python {platform.python_version()}, {database}, {versions}.\n"
        "“load” is the machine's load average when the line was measured: ours, and whatever else ran. "
        "Bold: required and not reached."
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()
