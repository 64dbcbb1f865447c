"""What a person says of themselves for a while: a few words, and that they are not to be disturbed.

Whether its time is over is decided on reading. `end_those_over` clears it afterwards, so that what others
have been shown is drawn anew.
"""

from datetime import UTC, datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User

AT_ONCE = 500  # people cleared in one go; the next one takes the others


class Lasts(models.TextChoices):
    HALF_HOUR = "30m", _("for 30 minutes")
    HOUR = "1h", _("for an hour")
    FOUR_HOURS = "4h", _("for 4 hours")
    TODAY = "today", _("for today")
    WEEK = "week", _("for this week")
    FOR_GOOD = "good", _("until I change it")


SPANS = {
    Lasts.HALF_HOUR: timedelta(minutes=30),
    Lasts.HOUR: timedelta(hours=1),
    Lasts.FOUR_HOURS: timedelta(hours=4),
}


def end_of(lasts: Lasts, user: User, now: datetime) -> datetime | None:
    """When it is over, None: never. Days and weeks end at midnight where the person is; weeks with Sunday."""
    if lasts == Lasts.FOR_GOOD:
        return None
    if lasts in SPANS:
        return now + SPANS[lasts]
    there = now.astimezone(user.zone or UTC)
    days = 1 if lasts == Lasts.TODAY else 7 - there.weekday()
    return datetime.combine(there.date() + timedelta(days=days), datetime.min.time(), there.tzinfo)


def set_status(user: User, text: str, lasts: Lasts) -> None:
    """Empty text: no status."""
    user.status_text = text
    user.status_until = end_of(lasts, user, timezone.now()) if text else None
    user.save(update_fields=["status_text", "status_until"])  # by the signal, rosters hear of it


def set_quiet(user: User, is_quiet: bool, lasts: Lasts = Lasts.FOR_GOOD) -> None:
    user.is_quiet = is_quiet
    user.quiet_until = end_of(lasts, user, timezone.now()) if is_quiet else None
    user.save(update_fields=["is_quiet", "quiet_until"])  # by the signal, the person's own pages hear of it


def end_those_over() -> bool:
    """Clears what has come to its end. Returns whether there was any."""
    now = timezone.now()
    over = Q(status_until__lte=now) | Q(quiet_until__lte=now)
    people = list(User.objects.filter(over).values_list("pk", flat=True)[:AT_ONCE])
    if not people:
        return False
    # Asked again in the statement: who has set something new meanwhile keeps it.
    User.objects.filter(pk__in=people, status_until__lte=now).update(status_text="", status_until=None)
    User.objects.filter(pk__in=people, quiet_until__lte=now).update(is_quiet=False, quiet_until=None)
    return True
