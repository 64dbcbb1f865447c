"""What it costs to wait: memory, threads, and CPU while nothing happens."""

import asyncio
from time import perf_counter

from bench.bench import Bench
from bench.crowd import gather, leave
from bench.figures import Figure, figure
from bench.page import Page
from bench.processes import cpu, memory

KIB = 1024


async def holding(bench: Bench) -> list[Figure]:
    live = bench.stack.children["live"].pid
    before = memory(live)
    # The first crowd leaves behind what later ones use again: it is measured where a crowd comes to stay.
    pages: list[Page] = []
    lines = [
        figure("live, nobody waiting, PSS", before.pss / KIB**2, "MiB", note=f"{before.threads} threads")
    ]
    bench.stack.look()
    for count in bench.held:
        more = [bench.stack.page(f"u{n:04}", "big room") for n in range(len(pages), count)]
        await gather(more)
        pages += more
        now = memory(live)
        each = (now.pss - before.pss) / count / KIB
        note = f"PSS {now.pss / KIB**2:.0f} MiB, RSS {now.rss / KIB**2:.0f} MiB"
        lines.append(figure(f"memory per held poll, {count} held", each, "KiB", most=(24, 14), note=note))
        lines.append(figure(f"threads of live, {count} held", now.threads, "", most=(16, 16)))
    lines.append(await _unanswered(bench, live, len(pages)))
    leave(pages)
    return lines


async def _unanswered(bench: Bench, live: int, count: int) -> Figure:
    """As long as one hold, so that each poll ends and comes again once."""
    before, began = cpu(live), perf_counter()
    await asyncio.sleep(bench.idle)
    minute = 1000 * (cpu(live) - before) * 60 / (perf_counter() - began) / count
    return figure(f"CPU of an unanswered poll, {count} held", minute, "ms/min", note="of live, per client")
