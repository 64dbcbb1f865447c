"""Whether the numbers of rooms agree with their messages."""

from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce

from apps.chat.models import Room


def broken_rooms() -> list[int]:
    """Rooms whose last message is not their last sequence, or that have a hole, or a later change than
    they count."""
    counted = Room.objects.values("pk").annotate(
        kept=Count("messages", filter=Q(messages__sequence__gte=F("first_sequence"))),
        last=Coalesce(Max("messages__sequence"), F("first_sequence") - 1),
        latest=Coalesce(Max("messages__revision"), 0),
    )
    broken = counted.filter(
        ~Q(last=F("last_sequence"))
        | ~Q(kept=F("last_sequence") - F("first_sequence") + 1)
        | Q(latest__gt=F("last_revision"))
    )
    return list(broken.order_by("pk").values_list("pk", flat=True))
