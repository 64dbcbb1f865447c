"""What the admin's first page shows at a glance. What cannot be known at the moment is None."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import redis
from django.conf import settings
from django.db import Error

from apps.chat.models import HeldMessage, Outbox
from apps.moderation.models import Report
from apps.operations import days, figures, ticks
from apps.operations.models import Day
from apps.presence import store

WIDTH, HEIGHT = 560, 120  # of the picture; a narrow screen scales it
GAP = 8
NEARLY_FULL = 0.9  # of the disk
MOST_COUNTED = 1000  # rows

T = TypeVar("T")


@dataclass(frozen=True)
class Bar:
    """One day in the picture."""

    day: Day
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Disk:
    free: int  # bytes
    is_nearly_full: bool


class Dashboard:
    @cached_property
    def open_reports(self) -> int | None:
        return _unless_away(Report.objects.open()[:MOST_COUNTED].count)

    @cached_property
    def held(self) -> int | None:
        return _unless_away(HeldMessage.objects.waiting()[:MOST_COUNTED].count)

    @cached_property
    def people_online(self) -> int | None:
        statuses = _unless_away(store.statuses)
        return None if statuses is None else len(statuses)

    @cached_property
    def parked(self) -> int | None:
        return _unless_away(Outbox.objects.parked()[:MOST_COUNTED].count)

    @cached_property
    def queued(self) -> int | None:
        lengths = _unless_away(figures.queue_lengths)
        return None if lengths is None else sum(lengths.values())

    @cached_property
    def beat_age(self) -> float | None:
        """Seconds."""
        return (_unless_away(ticks.ages) or {}).get(ticks.BEAT)

    @property
    def is_beat_late(self) -> bool:
        return ticks.is_late(self.beat_age)

    @cached_property
    def disk(self) -> Disk:
        usage = shutil.disk_usage(settings.VAR_DIR)
        return Disk(usage.free, usage.used > NEARLY_FULL * usage.total)

    @cached_property
    def days(self) -> list[Day]:
        return _unless_away(days.latest) or []

    @property
    def bars(self) -> list[Bar]:
        most = max((day.messages for day in self.days), default=0) or 1
        step = WIDTH / (len(self.days) or 1)
        return [self._bar(day, place * step, step - GAP, most) for place, day in enumerate(self.days)]

    def _bar(self, day: Day, x: float, width: float, most: int) -> Bar:
        height = max(day.messages / most * HEIGHT, 1.0)
        return Bar(day, round(x, 1), round(HEIGHT - height, 1), round(width, 1), round(height, 1))


def _unless_away(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except (Error, redis.RedisError):
        return None
