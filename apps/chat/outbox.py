"""Work owed by committed changes: enqueue, claim under a lease, finish, park.

A row is claimed by one worker for `settings.OUTBOX_LEASE` seconds. The attempt is counted before
the work, so that a row which kills its worker is parked too.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import (
    DateTimeField,
    Expression,
    ExpressionWrapper,
    F,
    Prefetch,
    Q,
    prefetch_related_objects,
)
from django.db.models.functions import Now
from kombu.exceptions import OperationalError
from redis import RedisError

from apps import guarded_redis
from apps.chat.models import Message, Outbox
from apps.chat.models.outbox import OutboxQuerySet

logger = logging.getLogger(__name__)

BATCH = 200  # rows claimed at once
MOST_ATTEMPTS = 5  # then a row is parked for a person to look at
QUEUED = "dispatch:queued"  # while it stands, a task is on its way that will see every row
QUEUED_MS = 1000
KEPT_DAYS = 1  # done rows
CLAIM = """
WITH free AS (
    SELECT id FROM chat_outbox
    WHERE done_at IS NULL AND parked_at IS NULL AND attempts = 0
        AND (lease_until IS NULL OR lease_until < STATEMENT_TIMESTAMP())
    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
)
UPDATE chat_outbox SET attempts = 1, lease_until = STATEMENT_TIMESTAMP() + %s * INTERVAL '1 second'
FROM free WHERE chat_outbox.id = free.id RETURNING chat_outbox.*
"""


def enqueue(message: Message) -> None:
    """Writes the row of this change; call it in the change's own transaction."""
    Outbox.objects.create(message=message, revision=message.revision, created_at=Now())
    transaction.on_commit(nudge, robust=True)


def nudge() -> None:
    """Tells a worker that there is work, at most one task a second; the sweep finds it all the same."""
    try:
        if guarded_redis.client().set(QUEUED, 1, nx=True, px=QUEUED_MS):
            current_app.send_task("apps.chat.tasks.dispatch", retry=False, ignore_result=True)
    except RedisError:
        logger.debug("Redis is away: the sweep will dispatch")
    except OperationalError as error:
        guarded_redis.trip(reason=error)
        logger.warning("The broker did not take the task: the sweep will dispatch")


def hold_nudge() -> None:
    """A task is at work and will look again: nobody has to send another one."""
    try:
        guarded_redis.client().set(QUEUED, 1, px=QUEUED_MS)
    except RedisError:
        logger.debug("Redis is away: dispatching without it")


def pass_on_nudge() -> None:
    """This task has worked long enough: another one goes on."""
    _forget_nudge()
    nudge()


def _forget_nudge() -> None:
    """Lets the next change send a task again. Look for rows AFTER it, or one falls between."""
    try:
        guarded_redis.client().delete(QUEUED)
    except RedisError:
        logger.debug("Redis is away: dispatching without it")


def has_work() -> bool:
    """Whether a row waits that nobody works on."""
    return _free().exists()


def claim() -> list[Outbox]:
    """Rows to work on now: new ones in a batch, retried ones one at a time.

    One at a time, so that a row which kills its worker takes no others to the park with it.
    """
    if connection.vendor == "postgresql" and (fresh := _claim_in_one_statement()):
        return fresh
    with transaction.atomic():
        if fresh := _lease(_free().filter(attempts=0), BATCH):
            return fresh
        _park_hopeless()
        return _lease(_free().filter(attempts__gt=0), 1)


def claim_more() -> list[Outbox]:
    """What came meanwhile. A claim in vain would be a transaction of four, so it looks first."""
    if not has_work():
        _forget_nudge()
        if not has_work():
            return []
    return claim()


def _claim_in_one_statement() -> list[Outbox]:
    """The new ones, as `_lease` takes them; readers wait for it, and this is three round trips less."""
    rows = list(Outbox.objects.raw(CLAIM, [BATCH, settings.OUTBOX_LEASE]))
    prefetch_related_objects(rows, Prefetch("message", Message.objects.select_related("room")))
    return sorted(rows, key=lambda row: row.pk)


def finish(rows: Sequence[Outbox]) -> None:
    Outbox.objects.filter(pk__in=[row.pk for row in rows]).update(done_at=Now(), parked_at=None, error="")


def fail(rows: Sequence[Outbox], error: str) -> None:
    """Remembers why. A row that failed alone waits for its lease; a batch is let go to be tried singly."""
    failed = Outbox.objects.filter(pk__in=[row.pk for row in rows])
    if len(rows) == 1:
        failed.update(error=error[:2000])
    else:
        failed.update(error=error[:2000], lease_until=None)


def retry_parked(rows: OutboxQuerySet) -> int:
    """Gives parked rows their attempts back. Returns how many."""
    revived = rows.parked().update(parked_at=None, attempts=0, lease_until=None)
    transaction.on_commit(nudge, robust=True)
    return revived


def purge_done() -> int:
    """Deletes rows done more than KEPT_DAYS ago. Returns how many."""
    return Outbox.objects.filter(done_at__lt=_from_now(-timedelta(days=KEPT_DAYS))).delete()[0]


def _from_now(delta: timedelta) -> Expression:
    """A time by the database's clock: workers' clocks may differ."""
    return ExpressionWrapper(Now() + delta, output_field=DateTimeField())


def _free() -> OutboxQuerySet:
    return Outbox.objects.open().filter(Q(lease_until=None) | Q(lease_until__lt=Now()))


def _park_hopeless() -> None:
    _free().filter(attempts__gte=MOST_ATTEMPTS).update(parked_at=Now())


def _lease(free: OutboxQuerySet, most: int) -> list[Outbox]:
    if connection.features.has_select_for_update_skip_locked:
        free = free.select_for_update(skip_locked=True)
    # Least tried first: a row that hangs everybody who tries it does not stand before the others.
    ids = list(free.order_by("attempts", "pk").values_list("pk", flat=True)[:most])
    if not ids:
        return []
    mine = Outbox.objects.filter(pk__in=ids)
    lease = _from_now(timedelta(seconds=settings.OUTBOX_LEASE))
    mine.update(attempts=F("attempts") + 1, lease_until=lease)
    return list(mine.select_related("message__room").order_by("pk"))
