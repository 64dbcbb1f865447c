"""The sweep that needs neither beat nor broker: a thread in the worker's main process.

The work itself is done in a child that is forked when there is some: a row that kills or hangs whoever
dispatches it would otherwise take the whole worker along, and under `make run` everything with it.
"""

import logging
import signal
import threading
from multiprocessing import get_context
from typing import Any

from celery.signals import worker_ready, worker_shutting_down
from django.conf import settings
from django.db import connections

from apps.chat import outbox, services

logger = logging.getLogger(__name__)
_stop = threading.Event()


@worker_ready.connect
def start(**_: Any) -> None:
    threading.Thread(target=_sweep_for_ever, name="sweeper", daemon=True).start()


@worker_shutting_down.connect
def stop(**_: Any) -> None:
    _stop.set()


def _sweep_for_ever() -> None:
    while not _stop.wait(settings.OUTBOX_SWEEP_EVERY):
        try:
            if _is_work_left():
                _dispatch_in_child()
        except Exception:
            logger.exception("sweep failed; next try in %s s", settings.OUTBOX_SWEEP_EVERY)


def _is_work_left() -> bool:
    try:
        return outbox.has_work()
    finally:
        connections.close_all()  # children are forked from this process


def _dispatch_in_child() -> None:
    child = get_context("fork").Process(target=_dispatch, name="sweep")
    child.start()
    child.join()
    if child.exitcode:
        logger.error("a sweep ended with %s; its rows are tried again one by one", child.exitcode)


def _dispatch() -> None:
    for ending in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(ending, signal.SIG_DFL)  # Celery's own handlers are for its main process
    signal.alarm(settings.CELERY_TASK_TIME_LIMIT)
    try:
        services.dispatch()
    finally:
        connections.close_all()
