"""The worker with clocks: when it has claimed a row, when the hint is out."""

from typing import Any

import django

from bench.hops.clock import after, passes
from config.celery import app

django.setup()

from apps.chat import notifications, outbox

__all__ = ["app"]


def _note(where: str, rows: Any) -> None:
    for row in rows:
        passes(where, row.message.room_id, row.revision)


after(outbox, "claim", lambda rows: _note("claimed by the worker", rows))
after(notifications, "announce", lambda _, rows: _note("hint published", rows))
