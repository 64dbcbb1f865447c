"""The table, on the terminal and in bench/README.md."""

from collections.abc import Iterable

from bench.figures import Figure


def show(figures: Iterable[Figure]) -> None:
    for line in figures:
        mark = {True: "ok ", False: "NO ", None: "   "}[line.reached]
        print(f"{mark}{line.name:<62}{line.measured:>12}  {line.required:>10}  {line.note}", flush=True)


def write(figures: list[Figure], *, database: str) -> None:
    raise NotImplementedError
