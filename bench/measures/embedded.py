"""What `make run` starts, with nobody there."""

import asyncio
import sys
from time import perf_counter

from bench.bench import Bench
from bench.figures import Figure, figure
from bench.processes import cpu, family, memory
from tests.children import Child, wait_until

SETTLED = 5.0  # seconds after it said that it is ready
WATCHED = 20.0
KEPT_OUT = {"DATABASE_URL", "REDIS_URL", "CACHE_URL", "MAKELEVEL"}


async def embedded(bench: Bench) -> list[Figure]:
    stack = bench.stack
    var = stack.var / "embedded"
    var.mkdir()
    env = {name: value for name, value in stack.env.items() if name not in KEPT_OUT}
    env |= {"VAR_DIR": str(var), "PORT": str(stack.port + 2)}
    child = Child([sys.executable, "-m", "config.embedded"], log=var / "log", env=env)
    began = perf_counter()
    child.start()
    try:
        wait_until(lambda: "is ready" in child.says(), within=60, what=f"it is ready\n{child.says()}")
        ready = perf_counter() - began
        await asyncio.sleep(SETTLED)
        return [figure("make run: until it is ready", ready, "s"), *await _idle(child.pid)]
    finally:
        child.end()


async def _idle(pid: int) -> list[Figure]:
    before = cpu(pid)
    await asyncio.sleep(WATCHED)
    share = 100 * (cpu(pid) - before) / WATCHED
    whole = memory(pid)
    return [
        figure(
            "make run, idle: memory of all processes (PSS)",
            whole.pss / 1e6,
            "MB",
            most=(250, 180),
            note=f"{len(family(pid))} processes",
        ),
        figure("make run, idle: CPU of one core", share, "%", most=(3, 1)),
    ]
