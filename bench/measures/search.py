"""Searches in a million messages, one after the other, as a page sends them while somebody types."""

import random
from collections.abc import Callable
from time import perf_counter
from urllib.parse import quote

from bench import history
from bench.bench import Bench
from bench.figures import Figure, Spread, figure
from bench.wire import Wire, request

MESSAGES, QUICK_MESSAGES = 1_000_000, 100_000
EACH = 40  # searches of a kind
BOUND, AIM = 200, 100  # ms, the 95th percentile

Dice = random.Random
Kinds = dict[str, Callable[[Dice], str]]


async def search(bench: Bench) -> list[Figure]:
    stack = bench.stack
    if stack.database != "postgres":
        return []
    stack.look()
    page = stack.page("u0000", "small room")
    messages = QUICK_MESSAGES if bench.seconds < 10 else MESSAGES
    words = history.write(stack.env["DATABASE_URL"], page.user, messages)
    wire, dice = Wire(stack.doors.web), Dice(3)
    taken: dict[str, list[float]] = {}
    for kind, make in kinds(words).items():
        await _ask(wire, page.session, make(dice))
        taken[kind] = [await _ask(wire, page.session, make(dice)) for _ in range(EACH)]
    wire.close()
    return _figures(f"search in {messages:,} messages", taken)


def kinds(words: list[str]) -> Kinds:
    long = [word for word in words if len(word) > 4]
    common = [word for word in words[:60] if len(word) > 2]
    return {
        "common word": lambda dice: dice.choice(common),
        "rare word": lambda dice: dice.choice(long[-8000:]),
        "part of a word": lambda dice: dice.choice(long[-8000:])[1:5],
        "word that nobody wrote": lambda dice: f"zq{dice.choice(long)}",
        "two words": lambda dice: f"{dice.choice(common)} {dice.choice(words[50:500])}",
        "two letters of Chinese or Japanese": lambda dice: dice.choice(history.CJK),
        "word of two letters": lambda dice: dice.choice(history.SHORT),
        "from: and a word": lambda dice: f"from:u{dice.randint(0, 199):04} {dice.choice(words[20:500])}",
        "in: and a word": lambda dice: (
            f'in:"History {10 * dice.randint(1, 199)}" {dice.choice(words[20:500])}'
        ),
        "before: and a word": lambda dice: f"before:2024-06-01 {dice.choice(words[20:500])}",
        "has:link and a word": lambda dice: f"has:link {dice.choice(words[20:500])}",
    }


async def _ask(wire: Wire, session: str, query: str) -> float:
    """Seconds until the hits are there."""
    headers = {"Cookie": f"sessionid={session}", "HX-Request": "true"}
    began = perf_counter()
    answer = await wire.fetch(request("GET", f"/messager/search/?q={quote(query)}", headers))
    if answer.status != 200 or b"too much to look through" in answer.body:
        raise AssertionError(f"{query!r} was answered {answer.status}: {answer.body[:300]!r}")
    return perf_counter() - began


def _figures(name: str, taken: dict[str, list[float]]) -> list[Figure]:
    everything = Spread.of(seconds for of_kind in taken.values() for seconds in of_kind)
    note = f"{history.OF_THE_SEARCHER} of {history.ROOMS:,} rooms; p50 / p95 / p99 / max: {everything}"
    lines = [figure(f"{name}, p95", everything.p95, "ms", most=(BOUND, AIM), note=note)]
    for kind, seconds in taken.items():
        spread = Spread.of(seconds)
        lines.append(figure(f"  of it: {kind}, p95", spread.p95, "ms", note=f"{spread}"))
    return lines
