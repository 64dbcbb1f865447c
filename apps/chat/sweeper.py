"""The sweep that needs neither beat nor broker: a thread in the worker's main process."""

import logging
import threading
from typing import Any

from celery.signals import worker_ready, worker_shutting_down
from django.conf import settings
from django.db import connection

from apps.chat import services

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
            services.dispatch()
        except Exception:
            logger.exception("sweep failed; next try in %s s", settings.OUTBOX_SWEEP_EVERY)
        finally:
            connection.close()  # pool children are forked from this process
