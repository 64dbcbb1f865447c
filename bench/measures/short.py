"""For comparison: the same pages where polls cannot be held."""

import random
from time import perf_counter

from bench.bench import Bench
from bench.crowd import TOGETHER, leave, settle, speak
from bench.figures import Figure, Spread, figure
from bench.ledger import Ledger
from bench.processes import cpus

COUNT = 100
EVERY = 2.0  # seconds between two polls


async def short(bench: Bench) -> list[Figure]:
    stack, ledger = bench.stack, Ledger()
    stack.look()
    pages = [
        stack.page(
            f"u{n:04}",
            "big room",
            on_message=ledger.sees,
            path="/messager/updates/",
            wait=EVERY * random.uniform(0.9, 1.1),
        )
        for n in range(COUNT)
    ]
    sender = stack.page(f"u{COUNT:04}", "big room")
    for start in range(0, COUNT, TOGETHER):
        for page in pages[start : start + TOGETHER]:
            await page.start()
    before, began = cpus(stack.children), perf_counter()
    await speak(sender, ledger, every=0.5, seconds=bench.seconds)
    lasted = perf_counter() - began
    used = sum(after - before[name] for name, after in cpus(stack.children).items())
    await settle(ledger, pages)
    leave([sender, *pages])
    ledger.check(pages)
    seen = Spread.of(ledger.latencies)
    return [
        figure(f"short polls, {COUNT} each {EVERY:g} s: send → visible, p50", seen.p50, "ms", note=f"{seen}"),
        figure("the same: server CPU per client and minute", 1000 * used * 60 / lasted / COUNT, "ms/min"),
    ]
