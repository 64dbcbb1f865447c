"""What moderators leave behind: entries of the audit log, reports, rows of the outbox.

`python -m bench.moderated 200000 20000 large.json out.json`, after `bench.large make`.
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from apps.accounts.models import User
from apps.chat.models import Message, Outbox
from apps.moderation.models import Action, AuditEntry, Category, Report
from bench.large import CROWD
from bench.people import keep, session_of

MODERATOR = "moderator"
OPEN = 10  # one report of so many is open
CHUNK = 2_000


def make(entries: int, reports: int, room: int) -> dict[str, Any]:
    moderator = User.objects.create_superuser(MODERATOR, f"{MODERATOR}@bench.example", make_password(None))
    crowd = list(User.objects.filter(username__startswith=CROWD).order_by("pk"))
    messages = list(
        Message.objects.filter(room=room).select_related("sender").defer("html").order_by("pk")[:reports]
    )
    now = timezone.now()

    def entry(number: int) -> AuditEntry:
        person = crowd[number % len(crowd)]
        return AuditEntry(
            actor=moderator,
            action=Action.values[number % len(Action.values)],
            person=person,
            room=room,
            message=number,
            reason="because",
            at=now - timedelta(minutes=number),
        )

    def report(number: int) -> Report:
        message, is_open = messages[number % len(messages)], number % OPEN == 0
        return Report(
            reporter=crowd[number % len(crowd)],
            person=message.sender,
            message=message,
            message_number=message.pk,
            category=Category.values[number % len(Category.values)],
            snapshot={"body": message.body, "room_name": "A million messages"} if is_open else None,
            alerted_at=now,
            closed_at=None if is_open else now - timedelta(minutes=number),
            outcome="" if is_open else Action.CLOSE,
        )

    def owed(number: int) -> Outbox:
        message = messages[number % len(messages)]
        return Outbox(message=message, revision=10**9 + number, created_at=now, done_at=now)

    kind = ContentType.objects.get_for_model(Message)

    def logged(number: int) -> LogEntry:
        return LogEntry(user=moderator, content_type=kind, object_id=str(number), action_flag=CHANGE)

    _write(AuditEntry, entry, entries)
    _write(Report, report, reports)
    _write(Outbox, owed, entries)
    _write(LogEntry, logged, reports)
    hidden = [message.pk for message in messages[:CHUNK]]
    Message.objects.filter(pk__in=hidden).update(hidden_at=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    reported = Report.objects.open().latest("pk")
    numbers = {"report": reported.pk, "said": reported.message_number, "person": crowd[3].pk}
    session = session_of(moderator)
    keep([session])
    return {"session": session.session_key, "numbers": numbers}


def _write(model: type[Model], row: Callable[[int], Any], count: int) -> None:
    rows = map(row, range(count))
    while chunk := list(islice(rows, CHUNK)):
        model._default_manager.bulk_create(chunk)


def main(entries: str, reports: str, large: str, out: str) -> None:
    room = json.loads(Path(large).read_text())["numbers"]["million"]
    Path(out).write_text(json.dumps(make(int(entries), int(reports), room)))


if __name__ == "__main__":
    main(*sys.argv[1:])
