from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone

from apps.accounts.models import User
from apps.presence import store


def beat(user: User, next_ms: int, away: bool) -> str | None:
    """Notes that a page of `user` has just polled and comes again in `next_ms`.

    Returns the roster's version; None when it is not known.
    """
    if user.appear_offline:
        return store.version()
    version = store.heartbeat(user.pk, next_ms, active=not away)
    if version is None:
        _note_in_database(user)
    return version


def _note_in_database(user: User) -> None:
    """Without Redis a broadcast reaches those seen lately; otherwise beat writes it for all at once."""
    every = timedelta(seconds=settings.PRESENCE_LAST_SEEN_EVERY)
    if user.last_seen is None or user.last_seen < timezone.now() - every:
        User.objects.filter(pk=user.pk).update(last_seen=Now())
