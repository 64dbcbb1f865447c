import argparse
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from bench import report
from bench.bench import Bench
from bench.figures import Figure
from bench.measures import ALL
from bench.measures.hops import hops
from bench.stack import Stack

Measure = Callable[[Bench], Awaitable[list[Figure]]]


def main() -> int:
    asked = _arguments()
    var = Path(tempfile.mkdtemp(prefix="messager-bench-"))
    probes = var / "hops" if asked.hops else None
    stack = Stack(var, database=asked.db, port=asked.port, probes=probes)
    figures: list[Figure] = []
    try:
        stack.start()
        bench = _bench(stack, quick=asked.quick)
        stack.populate(max(*bench.waiting, *bench.online, *bench.held) + 1, bench.club)
        good = uvloop.run(_run(bench, {"hops": hops} if asked.hops else _chosen(asked.only), figures))
    finally:
        stack.end()
        if not asked.keep:
            shutil.rmtree(var, ignore_errors=True)
    if asked.write:
        report.write(figures, database=asked.db, database_version=stack.database_version)
    missed = [line.name for line in figures if line.reached is False]
    print(f"\nrequired and not reached: {', '.join(missed) or 'nothing'}")
    return 0 if good else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--db", choices=["postgres", "sqlite"], default="postgres")
    parser.add_argument("--quick", action="store_true", help="small sizes: to see whether a change pays")
    parser.add_argument("--only", default="", help=f"some of {', '.join(ALL)}, comma-separated")
    parser.add_argument("--port", type=int, default=8400, help="this one and the two after it")
    parser.add_argument("--hops", action="store_true", help="where the time of a message goes, and no table")
    parser.add_argument("--keep", action="store_true", help="keep the folder with logs and data")
    parser.add_argument("--write", action="store_true", help="write the table to bench/README.md")
    return parser.parse_args()


def _bench(stack: Stack, *, quick: bool) -> Bench:
    if quick:
        return Bench(
            stack, 8, [100, 500], [500], [1000], club=200, logins=2, idle=6, opened=20, messages=100_000
        )
    sizes = {"waiting": [10, 100, 500, 1000], "online": [500, 1000], "held": [1000, 2000], "club": 1000}
    return Bench(stack, 15, **sizes, logins=20, idle=25, opened=100, messages=1_000_000)


def _chosen(only: str) -> dict[str, Measure]:
    return {name: ALL[name] for name in only.split(",")} if only else ALL


async def _run(bench: Bench, measures: dict[str, Measure], figures: list[Figure]) -> bool:
    good = True
    for name, measure in measures.items():
        try:
            lines = await measure(bench)
        except AssertionError as error:  # a bad delivery, or a request that was refused
            print(f"BAD: {name}: {error}", file=sys.stderr)
            good = False
        else:
            figures += lines
            report.show(lines)
    return good


if __name__ == "__main__":
    sys.exit(main())
