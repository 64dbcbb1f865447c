"""Pages of what is large: a room of a million messages, a person with 500 rooms, a room of 5,000 members."""

import json
from collections.abc import Mapping
from time import perf_counter
from types import MappingProxyType
from typing import Any

from bench.bench import Bench
from bench.figures import Figure, Spread, figure
from bench.processes import cpus
from bench.wire import Wire, request

ROOMS, MEMBERS = 500, 5_000
MOST = (150.0, 50.0)  # milliseconds of the server, p95
FRAGMENT = {"HX-Request": "true"}
NEWS = "updates/?room={million}&cursor={behind}&inbox=0.0.0.0&away=0&next=25000"
PAGES: list[tuple[str, str, Mapping[str, str]]] = [
    ("opening the largest room", "rooms/{million}/", {}),
    ("the oldest page of it", "rooms/{million}/?before=51", {}),
    ("a permalink into its middle", "rooms/{million}/?before={middle}", {}),
    ("older messages, from its middle", "rooms/{million}/messages/?before={middle}", FRAGMENT),
    ("a poll with news and the whole list of 500 rooms", NEWS, FRAGMENT),
    ("home of a person with 500 rooms", "", {}),
    ("opening the room of 5,000 members", "rooms/{full}/", {}),
    ("the roster of 5,000 people online", "roster/", FRAGMENT),
    ("to whom a broadcast to 5,000 went", "rooms/{everyone}/messages/{broadcast}/recipients/", {}),
]


async def scale(bench: Bench) -> list[Figure]:
    made = large(bench)
    bench.stack.run("-m", "bench.large", "online")
    return [
        await opened(
            *(bench, name, f"/messager/{path.format(**made['numbers'])}", made["session"]),
            most=MOST,
            headers=headers,
        )
        for name, path, headers in PAGES
    ]


def large(bench: Bench) -> dict[str, Any]:
    """Whose session opens what is large, and the numbers of it. Made when it is first asked for."""
    out = bench.stack.var / "large.json"
    if not out.exists():
        sizes = [bench.messages, ROOMS, MEMBERS]
        bench.stack.run("-m", "bench.large", "make", *map(str, sizes), str(out))
    made: dict[str, Any] = json.loads(out.read_text())
    made["numbers"]["behind"] = made["numbers"]["last"] - 20
    return made


async def opened(
    bench: Bench,
    name: str,
    path: str,
    session: str,
    *,
    most: tuple[float, float],
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Figure:
    """How long a page takes, opened again and again."""
    wire = Wire(bench.stack.doors.web)
    cookie = {"Cookie": f"sessionid={session}", "Accept": "text/html", "Accept-Encoding": "gzip"}
    asked = request("GET", path, {**cookie, **headers})
    times, before = [], _used(bench)
    for _ in range(bench.opened + 2):
        began = perf_counter()
        answer = await wire.fetch(asked)
        times.append(answer.at - began)
        assert answer.status == 200, (path, answer.head)
    wire.close()
    spread = Spread.of(times[2:])  # a process's first requests load its templates
    cpu = 1000 * (_used(bench) - before) / len(times)
    note = f"p50 / p95 / p99 / max: {spread}; {cpu:.0f} ms of CPU, {answer.size / 1000:.0f} kB"
    return figure(f"{name}, p95", spread.p95, "ms", most=most, note=note)


def _used(bench: Bench) -> float:
    """Seconds of CPU by what makes a page: on a busy machine they say more than the clock."""
    used = cpus(bench.stack.children)
    return used["web"] + used.get("database", 0)
