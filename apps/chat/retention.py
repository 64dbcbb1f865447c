"""Messages older than their room keeps them go for good: rows, index, cached fragments, quotes.

A tombstone would stay for ever; here the rows themselves go, and the room's floor rises. That is a change
with a revision of its own, by which every page drops what stands below.
"""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from apps.accounts.models import Server
from apps.chat import exports, revising
from apps.chat.inboxes import raise_inboxes
from apps.chat.models import Membership, Message, Room
from apps.chat.rendering import forget

TASK = "apps.chat.tasks.free"
BATCH = 200  # messages freed in one transaction
FOR_EVER = 0  # days


def go_on() -> None:
    """Frees for a while; what is left is for the next task."""
    until = time.monotonic() + settings.CELERY_TASK_SOFT_TIME_LIMIT / 4
    for room_id, before in overdue():
        while free_batch(room_id, before):
            if time.monotonic() > until:
                current_app.send_task(TASK, retry=False, ignore_result=True)
                return


def overdue() -> Iterator[tuple[int, datetime]]:
    """Rooms whose first message is older than they keep it, and since when they keep theirs."""
    as_server = Server.current().retention_days
    for own in Room.objects.values_list("retention_days", flat=True).order_by().distinct():
        days = as_server if own is None else own
        if days is not None and days != FOR_EVER:
            before = timezone.now() - timedelta(days=days)
            for room_id in _begun_before(before).filter(room__retention_days=own):
                yield room_id, before


def free_batch(room_id: int, before: datetime) -> bool:
    """Frees the first messages of the room that were sent `before`. Returns whether there were any."""
    with transaction.atomic():
        old = _first_of(room_id, before)
        if not old:
            return False
        revising.lock_quotes(*old)
        exports.withdraw(*old)
        revision = Room.objects.take_revision(room_id)
        first = old[-1].sequence + 1
        Room.objects.filter(pk=room_id).update(first_sequence=first, floor_revision=revision)
        _let_go(old)
        _count_as_read(room_id, first - 1)
        transaction.on_commit(partial(forget, *old), robust=True)
    return True


def _begun_before(before: datetime) -> QuerySet[Message, int]:
    """By the index of each room's sequences."""
    first = Message.objects.filter(sequence=F("room__first_sequence"), sent_at__lt=before)
    return first.values_list("room_id", flat=True)


def _first_of(room_id: int, before: datetime) -> list[Message]:
    first = Message.objects.filter(room=room_id, sequence__gte=F("room__first_sequence"))
    batch = first.select_related("room").defer("body", "html").order_by("sequence")[:BATCH]
    return list(takewhile(lambda message: message.sent_at < before, batch))


def _let_go(old: list[Message]) -> None:
    """What quoted them stays, without the quote; what was nothing but a forward of them says nothing more."""
    quoting = Message.objects.standing().quoting(*old).exclude(pk__in=[message.pk for message in old])
    shown = list(quoting.values_list("pk", flat=True))
    quoting.filter(forwarded_from__in=old, body="").update(deleted_at=timezone.now())
    Message.objects.filter(pk__in=[message.pk for message in old]).delete()
    revising.show_anew(Message.objects.filter(pk__in=shown))


def _count_as_read(room_id: int, last_gone: int) -> None:
    """A badge must not count what nobody can open."""
    behind = Membership.objects.filter(room=room_id, read_up_to__lt=last_gone)
    people = list(behind.values_list("user_id", flat=True))
    behind.rise_to(last_gone)
    raise_inboxes(people)
