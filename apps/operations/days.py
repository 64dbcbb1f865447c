"""How many messages there were each day. Counted in the background: no index knows it."""

import datetime as dt
from datetime import UTC, timedelta

from django.db.models import Count, Min
from django.db.models.functions import TruncDate
from django.utils import timezone

from apps.chat.models import Message
from apps.operations.models import Day

SHOWN = 14  # days, today included


def count() -> None:
    """Counts the newest days again; run twice, it counts nothing twice. The first run reads every message."""
    # From the last but one: the end of a day may come after its last count.
    known = Day.objects.order_by("-date")[1:2].first()
    messages = Message.objects.filter(pk__gte=known.first_message_id if known else 0)
    days = messages.annotate(date=TruncDate("sent_at", tzinfo=UTC)).order_by()
    counted = days.values("date").annotate(messages=Count("pk"), first_message_id=Min("pk"))
    Day.objects.bulk_create(
        [Day(**day) for day in counted if not known or day["date"] >= known.date],
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["messages", "first_message_id"],
    )


def latest() -> list[Day]:
    """Those shown, in their order; on a day that is not in the table nothing was said."""
    today = timezone.now().astimezone(UTC).date()
    shown: list[dt.date] = [today - timedelta(days=back) for back in reversed(range(SHOWN))]
    known = Day.objects.in_bulk(shown)
    return [known.get(date) or Day(date=date, messages=0, first_message_id=0) for date in shown]
