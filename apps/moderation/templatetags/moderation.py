"""What a moderator's pages show of the queue."""

from typing import Any

from django.db.models import QuerySet
from django.template import Library

from apps.accounts.models import User
from apps.accounts.moderators import may_moderate
from apps.chat.models import HeldMessage
from apps.moderation.models import Report

register = Library()
MOST_COUNTED = 99


@register.inclusion_tag("moderation/_open_reports.html")
def open_reports(user: User) -> dict[str, object]:
    """The way to the queue, for those who may open it. Nothing is asked for anybody else."""
    if not may_moderate(user):
        return {}
    waiting = Report.objects.open().exclude(person=user).values_list("pk", flat=True)
    held = HeldMessage.objects.waiting().exclude(sender=user).values_list("pk", flat=True)
    return {"is_moderator": True, **_counted("", waiting), **_counted("held_", held)}


def _counted(prefix: str, waiting: QuerySet[Any, int]) -> dict[str, object]:
    count = len(waiting[: MOST_COUNTED + 1])
    label = f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
    return {f"{prefix}count": count, f"{prefix}label": label}
