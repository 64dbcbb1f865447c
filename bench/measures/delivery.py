"""From the send to where it is visible: over all receivers, one room or a broadcast."""

import asyncio
from time import perf_counter, process_time

from bench.bench import Bench
from bench.crowd import gather, leave, settle, speak, warm_up
from bench.figures import Figure, Spread, figure
from bench.ledger import Ledger
from bench.processes import cpus

PACE = 0.5  # seconds between two messages
IN_FRONT = 20  # receivers with somebody before them: their read marks follow
WANTED = {500: ((70, 32), (180, 104)), 1000: ((100, 60), (250, 130))}  # ms: p50, p99


async def room(bench: Bench) -> list[Figure]:
    return [line for count in bench.waiting for line in await _deliver(bench, "big room", count)]


async def broadcast(bench: Bench) -> list[Figure]:
    return [line for count in bench.online for line in await _deliver(bench, "broadcast", count)]


async def _deliver(bench: Bench, room: str, count: int) -> list[Figure]:
    stack, ledger = bench.stack, Ledger()
    stack.look()
    receivers = [stack.page(f"u{number:04}", room, on_message=ledger.sees) for number in range(count)]
    sender = stack.page(f"u{count:04}", room)
    for page in receivers[:IN_FRONT]:
        page.on_message = lambda page, nonce, at: (ledger.sees(page, nonce, at), page.reads())[0]
    everybody = [sender, *receivers]
    await gather(everybody)
    await warm_up([sender])
    await asyncio.sleep(1)
    for page in receivers:
        page.sequences.clear()
    before, client, began = cpus(stack.children), process_time(), perf_counter()
    times = await speak(sender, ledger, every=PACE, seconds=bench.seconds)
    await settle(ledger, receivers)
    lasted = perf_counter() - began
    used = {name: after - before[name] for name, after in cpus(stack.children).items()}
    client = process_time() - client
    leave(everybody)
    ledger.check(receivers)
    return _figures(room, count, ledger, times, used, client / lasted)


def _figures(
    room: str,
    count: int,
    ledger: Ledger,
    times: list[float],
    used: dict[str, float],
    client: float,
) -> list[Figure]:
    seen, spent = Spread.of(ledger.latencies), 1000 * used["live"] / max(1, len(ledger.latencies))
    is_room = room == "big room"
    title = f"{'send → visible' if is_room else 'broadcast → visible'}, {count} waiting"
    p50, p99 = WANTED.get(count, (None, None)) if is_room else (None, None)
    cores = ", ".join(
        f"{name} {100 * share / max(0.1, len(times) * PACE):.0f} %" for name, share in used.items()
    )
    return [
        figure(f"{title}, p50", seen.p50, "ms", most=p50, note=f"p50 / p95 / p99 / max: {seen}"),
        figure(
            f"{title}, p99", seen.p99, "ms", most=p99, note=f"{len(ledger.latencies)} deliveries, all good"
        ),
        figure(f"{title}, the sender's own time", Spread.of(times).p50, "ms", note=f"{Spread.of(times)}"),
        figure(
            f"{title}, live CPU per delivery and re-poll",
            spent,
            "ms",
            most=(0.3, 0.15) if count == 500 and is_room else None,
            note=f"{cores}, load generator {100 * client:.0f} %",
        ),
    ]
