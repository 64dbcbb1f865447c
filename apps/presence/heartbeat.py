from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import DateTimeField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from apps.accounts.models import User
from apps.presence import store
from apps.presence.store import Beat


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


def beat_for(beats: Iterable[Beat]) -> None:
    """The same for many held polls, none of them of somebody who appears offline."""
    beats = list(beats)
    if beats and store.heartbeats(beats) is None:
        _not_seen_lately().filter(pk__in=[beat.user_id for beat in beats]).update(last_seen=Now())


def _not_seen_lately() -> QuerySet[User]:
    before = ExpressionWrapper(Now() - _every(), output_field=DateTimeField())
    return User.objects.filter(Q(last_seen=None) | Q(last_seen__lt=before))


def _every() -> timedelta:
    return timedelta(seconds=settings.PRESENCE_LAST_SEEN_EVERY)


def _note_in_database(user: User) -> None:
    """Without Redis a broadcast reaches those seen lately; otherwise beat writes it for all at once."""
    if user.last_seen is None or user.last_seen < timezone.now() - _every():
        User.objects.filter(pk=user.pk).update(last_seen=Now())
