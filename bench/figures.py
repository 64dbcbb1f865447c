"""One line of the table, and how often, how long, how much."""

import os
import statistics
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    name: str
    measured: str
    required: str = ""
    aim: str = ""
    note: str = ""
    reached: bool | None = None  # the required value; None where nothing is required
    load: float = 0.0


def figure(
    name: str,
    value: float,
    unit: str,
    *,
    most: tuple[float, float] | None = None,
    least: tuple[float, float] | None = None,
    note: str = "",
) -> Figure:
    """`most` and `least`: what is required and what is aimed at."""
    bounds, sign = (most, "≤") if most else (least, "≥")
    reached = None
    if bounds:
        reached = value <= bounds[0] if most else value >= bounds[0]
    required, aim = (f"{sign} {bound:g} {unit}" for bound in bounds) if bounds else ("", "")
    return Figure(name, f"{_short(value)} {unit}", required, aim, note, reached, os.getloadavg()[0])


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


@dataclass(frozen=True)
class Spread:
    p50: float
    p95: float
    p99: float
    largest: float

    @classmethod
    def of(cls, values: Iterable[float]) -> "Spread":
        """Of seconds, in milliseconds."""
        rising = sorted(1000 * value for value in values)
        if not rising:
            return cls(float("inf"), float("inf"), float("inf"), float("inf"))
        return cls(*(rising[min(len(rising) - 1, int(len(rising) * part))] for part in (0.5, 0.95, 0.99, 1)))

    def __str__(self) -> str:
        return " / ".join(_short(value) for value in (self.p50, self.p95, self.p99, self.largest))


def mean(values: Iterable[float]) -> float:
    return statistics.fmean(list(values) or [0.0])
