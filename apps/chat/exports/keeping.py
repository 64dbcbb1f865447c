"""How long an export stands: a week, and never longer than what is in it."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import User
from apps.chat.exports import folder
from apps.chat.exports.asking import nudge
from apps.chat.models import Export, Message
from apps.chat.models.export import KEPT, ExportQuerySet

REMEMBERED = timedelta(days=30)  # a row whose file has gone


def withdraw(*messages: Message) -> None:
    """The messages, of one room, are removed: no export holds them on. One that is being made begins anew.

    Call it in the transaction that removes them.
    """
    people = {*(message.sender_id for message in messages), *messages[0].room.direct_ids}
    _take_back(Export.objects.filter(user__in=people).standing())


def forget_all(user: User) -> None:
    """All of a person's, with their files. Call it in a transaction."""
    names = list(user.exports.values_list("file", flat=True))
    user.exports.all().delete()
    _remove_after_commit(names)


def clean() -> None:
    """Removes what has stood for its time, and what no row knows of; asks for what was not made."""
    now = timezone.now()
    old = Export.objects.with_file().filter(ready_at__lt=now - KEPT)
    names = list(old.values_list("file", flat=True))
    Export.objects.filter(file__in=names).update(file="")
    folder.remove(names)
    folder.remove_strays()
    Export.objects.filter(file="", asked_at__lt=now - REMEMBERED).exclude(
        ready_at=None, failed_at=None
    ).delete()
    if Export.objects.due().exists():
        nudge()


def replace_older(export: Export) -> None:
    """A person has one file at most."""
    older = export.user.exports.filter(pk__lt=export.pk).exclude(file="")
    names = list(older.values_list("file", flat=True))
    older.update(file="")
    folder.remove(names)


def _take_back(exports: ExportQuerySet) -> None:
    found = list(exports)
    if not found:
        return
    rows = Export.objects.filter(pk__in=[export.pk for export in found])
    rows.filter(ready_at__isnull=False).update(withdrawn_at=timezone.now(), file="", version=F("version") + 1)
    again = rows.unfinished()
    again.update(file="", place={}, lease_until=None, version=F("version") + 1)
    _remove_after_commit(export.file for export in found)
    transaction.on_commit(partial(nudge), robust=True)


def _remove_after_commit(names: Iterable[str]) -> None:
    transaction.on_commit(partial(folder.remove, list(names)), robust=True)
