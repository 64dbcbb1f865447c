"""Keeps the index as the messages are.

What is sent is found once it is dispatched: on SQLite an entry costs more than the message itself, and many
at once hardly more than one. What takes a text away or changes it does so here in its own transaction.
"""

import sqlite3
import time
from collections.abc import Iterable
from math import inf

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet

from apps.chat.models import Message, SearchText
from apps.chat.searching.content import Content, content_of

BATCH = 200  # messages whose rows are locked at once while they are indexed
SECURE_DELETE = (3, 42)  # of SQLite
GONE = Q(deleted_at__isnull=False) | Q(hidden_at__isnull=False)
WRITTEN = ["room", "sender", "sequence", "sent_at", "text", "short_words", "has_link"]


def add(messages: Iterable[int]) -> None:
    """Those that have no entry yet and are still there. Again changes nothing."""
    with transaction.atomic():
        _add(Message.objects.filter(pk__in=list(messages)))


def put(message: Message, content: Content) -> None:
    """In the place of what was found before."""
    SearchText.objects.bulk_create(
        [_row(message, content)], update_conflicts=True, unique_fields=["message"], update_fields=WRITTEN
    )


def drop(message: Message) -> None:
    SearchText.objects.filter(pk=message.pk).delete()


def catch_up(before: int | None = None) -> int | None:
    """Indexes what is not indexed yet, the newest first: one batch of the messages before `before`.

    Returns where the next batch begins, None when all is done. Safe to run at any time and again.
    """
    if before is None:
        before = 1 + (Message.objects.aggregate(last=Max("pk"))["last"] or 0)
    first = before - BATCH
    with transaction.atomic():
        here = Message.objects.filter(pk__gte=first, pk__lt=before)
        _add(here)
        SearchText.objects.filter(pk__in=here.filter(GONE).filter(search_text__isnull=False)).delete()
    return _next(first)


def catch_up_wholly() -> None:
    catch_up_until(inf)


def catch_up_until(end: float, before: int | None = None) -> int | None:
    """Batch after batch until `end`, by the monotonic clock. Returns where to go on, None when done."""
    place = catch_up(before)
    while place is not None and time.monotonic() < end:
        place = catch_up(place)
    return place


def compact() -> None:
    """Takes what was removed out of FTS5's blocks. From SQLite 3.42 on that happens with the removal."""
    if connection.vendor != "sqlite" or sqlite3.sqlite_version_info >= SECURE_DELETE:
        return
    with connection.cursor() as cursor:
        for fts in ("chat_searchtext_parts", "chat_searchtext_words"):
            cursor.execute(f"INSERT INTO {fts}({fts}) VALUES ('optimize')")  # noqa: S608 (a name of ours)


def empty() -> None:
    SearchText.objects.all().delete()


def _add(messages: QuerySet[Message]) -> None:
    """Locked, or a text that is deleted this moment would be indexed after its deletion."""
    missing = messages.exclude(GONE).filter(search_text=None).order_by("pk")
    locked = list(missing.select_for_update(of=("self",), no_key=True))
    rows = [_row(message, content_of(message.body, message.html)) for message in locked]
    SearchText.objects.bulk_create(rows, ignore_conflicts=True)


def _row(message: Message, content: Content) -> SearchText:
    return SearchText(
        message=message,
        room_id=message.room_id,
        sender_id=message.sender_id,
        sequence=message.sequence,
        sent_at=message.sent_at,
        text=content.text,
        short_words=content.short_words,
        has_link=content.has_link,
    )


def _next(first: int) -> int | None:
    """Over a gap in the numbers at once."""
    last = Message.objects.filter(pk__lt=first).aggregate(last=Max("pk"))["last"]
    return None if last is None else last + 1
