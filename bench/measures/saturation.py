"""As many messages as go through: 8 senders, 10 receivers, each message seen once by each, in one order."""

import asyncio
from time import perf_counter, process_time

from bench.bench import Bench
from bench.crowd import gather, leave, say, settle, warm_up
from bench.figures import Figure, Spread, figure
from bench.ledger import Ledger
from bench.page import Page
from bench.processes import cpus

SENDERS, RECEIVERS = 8, 10


async def saturation(bench: Bench) -> list[Figure]:
    stack, ledger = bench.stack, Ledger()
    stack.look()
    senders = [stack.page(f"u{RECEIVERS + n:04}", "small room") for n in range(SENDERS)]
    await warm_up(senders)
    stack.look()
    receivers = [stack.page(f"u{n:04}", "small room", on_message=ledger.sees) for n in range(RECEIVERS)]
    await gather(receivers)
    before, client, began = cpus(stack.children), process_time(), perf_counter()
    times: list[float] = []
    await asyncio.gather(*(_keep_saying(sender, ledger, times, bench.seconds) for sender in senders))
    lasted = perf_counter() - began
    used = {name: after - before[name] for name, after in cpus(stack.children).items()}
    client = (process_time() - client) / lasted
    await settle(ledger, receivers)
    leave([*senders, *receivers])
    ledger.check(receivers)
    return _figures(ledger, times, lasted, used, client)


async def _keep_saying(sender: Page, ledger: Ledger, times: list[float], seconds: float) -> None:
    end = perf_counter() + seconds
    while perf_counter() < end:
        await say(sender, ledger, times)


def _figures(
    ledger: Ledger, times: list[float], lasted: float, used: dict[str, float], client: float
) -> list[Figure]:
    per_message = {name: 1000 * spent / len(times) for name, spent in used.items()}
    whose = ", ".join(f"{name} {spent:.1f}" for name, spent in per_message.items())
    seen, own = Spread.of(ledger.latencies), Spread.of(times)
    return [
        figure(
            "messages/s kept, 8 senders, 10 receivers, each exactly once",
            len(times) / lasted,
            "/s",
            least=(150, 354),
            note=f"{len(times)} messages, {len(ledger.latencies)} deliveries, all once and in order",
        ),
        figure("the same: send → visible, p50", seen.p50, "ms", note=f"p50 / p95 / p99 / max: {seen}"),
        figure("the same: the sender's own time, p50", own.p50, "ms", note=f"{own}"),
        figure(
            "the same: server CPU per message",
            sum(per_message.values()),
            "ms",
            note=f"{whose}; load generator {100 * client:.0f} % of a core",
        ),
    ]
