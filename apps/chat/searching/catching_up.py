"""Messages from before there was an index get into it bit by bit, by a task that asks for the next one.

Begun when a worker starts, which it does after each migration, and once a day by beat: what an old version
wrote meanwhile is then caught up with too.
"""

import time
from contextlib import suppress
from typing import Any

from celery import current_app
from celery.signals import worker_ready
from django.conf import settings
from kombu.exceptions import OperationalError

from apps.chat.searching import index

TASK = "apps.chat.tasks.index_messages"
LATER = 5.0  # seconds a worker has to begin with what is more urgent


@worker_ready.connect
def begin(**_: Any) -> None:
    _ask(None, LATER)


def go_on(before: int | None) -> None:
    until = time.monotonic() + settings.CELERY_TASK_SOFT_TIME_LIMIT / 4
    place = index.catch_up_until(until, before)
    if place is None:
        index.compact()
    else:
        _ask(place)


def _ask(before: int | None, countdown: float = 0) -> None:
    with suppress(OperationalError):  # the next start or the next day begins anew
        current_app.send_task(TASK, args=[before], countdown=countdown, retry=False, ignore_result=True)
