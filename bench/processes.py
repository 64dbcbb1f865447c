"""What processes use, children and children's children included."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import psutil

from tests.children import Child


@dataclass(frozen=True)
class Memory:
    rss: int  # bytes
    pss: int
    threads: int


def family(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def cpu(pid: int) -> float:
    """Seconds of CPU so far."""
    total = 0.0
    for process in family(pid):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
            if process.pid == pid:
                total += times.children_user + times.children_system
    return total


def cpus(children: Mapping[str, Child]) -> dict[str, float]:
    return {name: cpu(child.pid) for name, child in children.items()}


def memory(pid: int) -> Memory:
    rss = pss = threads = 0
    for process in family(pid):
        with suppress(psutil.NoSuchProcess):
            full = process.memory_full_info()
            rss, pss, threads = rss + full.rss, pss + full.pss, threads + process.num_threads()
    return Memory(rss, pss, threads)
