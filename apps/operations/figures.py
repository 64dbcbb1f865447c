"""How much is owed and who is here, as the database and Redis tell it at this moment."""

from typing import Any

from django.conf import settings
from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from apps import guarded_redis
from apps.chat.models import Outbox

QUEUES = ("dispatch", "maintenance")
RECENT = 100  # rows that tell how long a dispatch takes


def queue_lengths() -> dict[str, int]:
    """Tasks that no worker has taken yet. Raises RedisError."""
    prefix = str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"])
    pipeline = guarded_redis.client().pipeline(transaction=False)
    for queue in QUEUES:
        pipeline.llen(prefix + queue)
    return dict(zip(QUEUES, pipeline.execute(), strict=True))


def oldest_open() -> float:
    """Seconds for which the oldest change has waited to be dispatched; 0 when none waits."""
    return _first(Outbox.objects.open().order_by("pk"), Now() - F("created_at")) or 0.0


def last_dispatch() -> float | None:
    """Seconds since it, as the newest row that is done tells; None when there was none in the last day."""
    return _first(Outbox.objects.filter(done_at__isnull=False).order_by("-pk"), Now() - F("done_at"))


def dispatch_times() -> list[float]:
    """Seconds from commit to dispatched, of the newest rows."""
    taken = ExpressionWrapper(F("done_at") - F("created_at"), output_field=DurationField())
    newest = Outbox.objects.order_by("-pk").values_list(taken, flat=True)[:RECENT]
    return [time.total_seconds() for time in newest if time is not None]


def open_rows() -> int:
    return Outbox.objects.open().count()


def parked_rows() -> int:
    return Outbox.objects.parked().count()


def _first(rows: Any, duration: Any) -> float | None:
    expression = ExpressionWrapper(duration, output_field=DurationField())
    found = rows.values_list(expression, flat=True).first()
    return None if found is None else max(0.0, found.total_seconds())
