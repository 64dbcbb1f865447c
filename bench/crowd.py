"""Many pages at once."""

import asyncio
import random
from collections.abc import Sequence
from time import perf_counter
from uuid import uuid4

from bench.ledger import Ledger
from bench.page import Page

TOGETHER = 50  # connections opened at once
PATIENCE = 10.0  # seconds after the last send


async def gather(pages: Sequence[Page]) -> None:
    """All of them hold a poll when this returns."""
    for start in range(0, len(pages), TOGETHER):
        await asyncio.gather(*(page.start() for page in pages[start : start + TOGETHER]))
        await asyncio.sleep(0.05)
    await asyncio.sleep(1.5 + len(pages) / 1000)


def leave(pages: Sequence[Page]) -> None:
    for page in pages:
        page.end()


async def speak(sender: Page, ledger: Ledger, *, every: float, seconds: float) -> list[float]:
    """Sends at this pace, not waiting for what is still on its way. Returns how long each send took."""
    times: list[float] = []
    sends: list[asyncio.Task[None]] = []
    end = perf_counter() + seconds
    due = perf_counter()
    while due < end:
        # Not in step with anything that happens each half second by itself.
        await asyncio.sleep(max(0.0, due + random.uniform(0, every / 3) - perf_counter()))
        sends.append(asyncio.create_task(say(sender, ledger, times)))
        due += every
    await asyncio.gather(*sends)
    return times


async def say(sender: Page, ledger: Ledger, times: list[float]) -> None:
    nonce = str(uuid4())
    ledger.sends(nonce)
    answer = await sender.send(f"It is {perf_counter():.3f} and all is well.", nonce)
    if answer.status != 200:
        raise AssertionError(f"a send was answered {answer.status}: {answer.body[:300]!r}")
    ledger.acked.add(nonce)
    times.append(answer.at - ledger.sent[nonce])


async def settle(ledger: Ledger, receivers: Sequence[Page]) -> None:
    end = perf_counter() + PATIENCE
    while not ledger.is_complete(receivers) and perf_counter() < end:
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)  # what comes twice should have come by now


async def warm_up(senders: Sequence[Page], rounds: int = 6) -> None:
    """Each process has opened its connections and read its templates, as after the first minute of a day."""
    for _ in range(rounds):
        await asyncio.gather(*(sender.send("Good morning") for sender in senders))
    for sender in senders:
        sender.sequences.clear()
