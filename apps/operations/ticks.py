"""Signs of life of who serves no requests.

`BEAT` is written by a task that beat sends: it came by the broker and through a child of the worker's pool.
`WORKER` is written by a thread of the worker's main process, which needs neither beat nor broker.
"""

import logging
import threading
from typing import Any

from celery.signals import worker_ready, worker_shutting_down
from django.conf import settings
from django.db import Error, connections
from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from apps.operations.models import Tick

BEAT, WORKER = "beat", "worker"
MISSED = 4  # ticks; who has missed so many is away

logger = logging.getLogger(__name__)
_stop = threading.Event()


def note(name: str) -> None:
    if not Tick.objects.filter(name=name).update(at=Now()):
        Tick.objects.bulk_create([Tick(name=name, at=Now())], ignore_conflicts=True)


def ages() -> dict[str, float]:
    """Seconds since each one's last tick; who never ticked is not in it."""
    age = ExpressionWrapper(Now() - F("at"), output_field=DurationField())
    return {name: past.total_seconds() for name, past in Tick.objects.values_list("name", age)}


def is_late(age: float | None) -> bool:
    return age is None or age > MISSED * settings.TICK_EVERY


@worker_ready.connect
def start(**_: Any) -> None:
    threading.Thread(target=_tick_for_ever, name="ticks", daemon=True).start()


@worker_shutting_down.connect
def stop(**_: Any) -> None:
    _stop.set()


def _tick_for_ever() -> None:
    while True:
        try:
            note(WORKER)
        except Error as error:
            logger.warning("the worker's sign of life was not written (%s)", type(error).__name__)
        finally:
            connections.close_all()  # children are forked from this process
        if _stop.wait(settings.TICK_EVERY):
            return
