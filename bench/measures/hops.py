"""Where the time of a message goes, by clocks in the processes (bench/hops). Run by itself: clocks cost."""

import asyncio
from collections import defaultdict
from pathlib import Path
from statistics import median

from bench.bench import Bench
from bench.crowd import gather, leave, settle, speak, warm_up
from bench.figures import Figure, figure
from bench.ledger import Ledger
from bench.page import Page

PACE = 0.5

Passing = tuple[int, int]  # room, revision


async def hops(bench: Bench) -> list[Figure]:
    return [line for count in bench.waiting for line in await _hops(bench, count)]


async def _hops(bench: Bench, count: int) -> list[Figure]:
    stack, ledger, came = bench.stack, Ledger(), defaultdict[str, list[float]](list)

    def sees(page: Page, nonce: str, at: float) -> None:
        ledger.sees(page, nonce, at)
        came[nonce].append(at)

    stack.look()
    receivers = [stack.page(f"u{n:04}", "big room", on_message=sees) for n in range(count)]
    sender = stack.page(f"u{count:04}", "big room")
    await gather([sender, *receivers])
    await warm_up([sender])
    await asyncio.sleep(1)
    for page in receivers:
        page.sequences.clear()
    await speak(sender, ledger, every=PACE, seconds=bench.seconds)
    await settle(ledger, receivers)
    leave([sender, *receivers])
    sent = _sent(ledger, receivers[0])
    lines = _passings(Path(stack.env["BENCH_HOPS"]), sent)
    for name, pick in (("first receiver", min), ("median receiver", median), ("last receiver", max)):
        lines[name] = [pick(came[nonce]) - ledger.sent[nonce] for nonce in ledger.acked if came[nonce]]
    return [
        figure(f"{count} waiting, cumulative p50: {name}", 1000 * median(late), "ms")
        for name, late in sorted(lines.items(), key=lambda line: median(line[1]))
        if late
    ]


def _sent(ledger: Ledger, page: Page) -> dict[Passing, float]:
    """When each revision of the room was sent: a room that knows sends alone counts both alike."""
    seen = zip(page.sequences, ledger.seen[page.user], strict=True)
    return {(page.room, sequence): ledger.sent[nonce] for sequence, nonce in seen}


def _passings(file: Path, sent: dict[Passing, float]) -> dict[str, list[float]]:
    found: dict[str, dict[Passing, float]] = defaultdict(dict)
    for line in file.read_text().splitlines():
        where, room, revision, at = line.split("\t")
        found[where].setdefault((int(room), int(revision)), float(at))
    return {
        where: [at - sent[passing] for passing, at in times.items() if passing in sent]
        for where, times in found.items()
    }
