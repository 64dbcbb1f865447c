"""Worker and beat, by what they answer and by what they do."""

import time

from celery import current_app
from django.conf import settings

QUEUES = {"dispatch", "maintenance"}
PATIENCE = 1.5  # seconds in which every worker that lives has answered
SWEEP = "apps.chat.tasks.sweep"  # what beat sends most often
TURNS = 3  # of the sweep that are counted
TOO_OFTEN = 1.5  # times; a second beat doubles it
LATE = 1  # that a busy worker had not got to before


def worker() -> str | None:
    if current_app.control.inspect(timeout=PATIENCE).ping():
        return None
    return "No worker answers: start one, or read in its log why it died."


def queues() -> str | None:
    heard = current_app.control.inspect(timeout=PATIENCE).active_queues() or {}
    served = {queue["name"] for queues in heard.values() for queue in queues}
    if missing := sorted(QUEUES - served):
        return f"No worker serves {', '.join(missing)}: start one with --queues {','.join(sorted(QUEUES))}."
    return None


def beat() -> str | None:
    """Alive when sweeps come; alone when they come no more often than one beat sends them."""
    start, before = time.monotonic(), _sweeps()
    time.sleep(TURNS * settings.OUTBOX_SWEEP_EVERY)
    due = (time.monotonic() - start) / settings.OUTBOX_SWEEP_EVERY
    came = _sweeps() - before
    if came <= 0:
        return "Beat sends nothing (or no worker takes it): start it, exactly one."
    if came > TOO_OFTEN * due + LATE:
        return f"{came} sweeps came in the time of {due:.0f}: more than one beat runs. End all but one."
    return None


def _sweeps() -> int:
    stats = current_app.control.inspect(timeout=PATIENCE).stats() or {}
    return sum(one["total"].get(SWEEP, 0) for one in stats.values())
