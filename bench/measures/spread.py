"""A working day: everybody is in the common rooms, each has another one open, all of them move."""

import asyncio
from time import perf_counter, process_time

from bench.bench import Bench
from bench.crowd import gather, leave, settle, speak
from bench.figures import Figure, Spread, figure
from bench.ledger import Ledger
from bench.page import Page
from bench.processes import cpus

ROOMS = 20
PACE = 1.0  # seconds between two messages in one room


async def spread(bench: Bench) -> list[Figure]:
    stack = bench.stack
    stack.look()
    ledgers = [Ledger() for _ in range(ROOMS)]
    pages = [_page(bench, number, ledgers) for number in range(bench.club)]
    await gather(pages)
    before, client, began = cpus(stack.children), process_time(), perf_counter()
    told = sum(page.answers for page in pages)
    # The first person with a room open is who speaks there.
    talks = (_talk(bench, pages[room], ledgers[room], room) for room in range(ROOMS))
    times = [time for one in await asyncio.gather(*talks) for time in one]
    for room, ledger in enumerate(ledgers):
        await settle(ledger, pages[room + ROOMS :: ROOMS])
    lasted = perf_counter() - began
    used = {name: after - before[name] for name, after in cpus(stack.children).items()}
    client, told = process_time() - client, sum(page.answers for page in pages) - told
    leave(pages)
    for room, ledger in enumerate(ledgers):
        ledger.check(pages[room + ROOMS :: ROOMS])
    return _figures(bench, ledgers, times, used, told, lasted, client)


def _page(bench: Bench, number: int, ledgers: list[Ledger]) -> Page:
    room = number % ROOMS
    return bench.stack.page(f"c{number:04}", f"common room {room}", on_message=ledgers[room].sees)


async def _talk(bench: Bench, sender: Page, ledger: Ledger, room: int) -> list[float]:
    await asyncio.sleep(room * PACE / ROOMS)
    return await speak(sender, ledger, every=PACE, seconds=bench.seconds)


def _figures(
    bench: Bench,
    ledgers: list[Ledger],
    times: list[float],
    used: dict[str, float],
    told: int,
    lasted: float,
    client: float,
) -> list[Figure]:
    seen = Spread.of(late for ledger in ledgers for late in ledger.latencies)
    title = f"spread out: {bench.club} people, {ROOMS} common rooms, {ROOMS / PACE:.0f} messages/s"
    cores = ", ".join(f"{name} {100 * share / lasted:.0f} %" for name, share in used.items())
    return [
        figure(f"{title}: send → visible, p50", seen.p50, "ms", note=f"p50 / p95 / p99 / max: {seen}"),
        figure(
            "the same: the sender's own time, p50", Spread.of(times).p50, "ms", note=f"{Spread.of(times)}"
        ),
        figure(
            "the same: live CPU per answered poll",
            1000 * used["live"] / max(1, told),
            "ms",
            note=f"{told / lasted:.0f} answers/s; {cores}, load generator {100 * client / lasted:.0f} %",
        ),
    ]
