"""Queries over people by what the store says of them."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower, Now, NullIf

from apps.accounts.models import User
from apps.presence.status import Status
from apps.presence.store import Look

# Without Redis: how many writings of `last_seen` a person may miss before a broadcast passes them by.
MISSED_WRITINGS = 3


def here(seen: Look) -> QuerySet[User]:
    """Who is ONLINE or AWAY for others."""
    return _present().filter(pk__in=seen.statuses)


def reachable(seen: Look | None) -> QuerySet[User]:
    """Who counts as online for a broadcast: in doubt too many rather than too few.

    Everyone who lives beats within PRESENCE_LONGEST. Presence that is younger has not heard of them all, so
    those join whom the database saw shortly before it began, unless they have left since.
    """
    if seen is None:
        return _present().filter(_seen_lately())
    if seen.age > settings.PRESENCE_LONGEST:
        return here(seen)
    before_it_began = Q(last_seen__lt=Now() - timedelta(seconds=seen.age))
    not_heard_of = _seen_lately() & before_it_began & ~Q(pk__in=seen.gone)
    return _present().filter(Q(pk__in=seen.statuses) | not_heard_of)


def not_here(seen: Look) -> QuerySet[User]:
    """Who is OFFLINE for others, the most recently seen first."""
    return latest_first(User.objects.filter(is_active=True).exclude(pk__in=here(seen)))


def latest_first(people: QuerySet[User]) -> QuerySet[User]:
    return people.order_by(F("last_seen").desc(nulls_last=True), "pk")


def by_status_and_name(people: QuerySet[User], seen: Look) -> QuerySet[User]:
    online = [person for person, status in seen.statuses.items() if status == Status.ONLINE]
    name = Lower(Coalesce(NullIf("name", Value("")), "username"))
    return people.order_by(Case(When(pk__in=online, then=0), default=1), name, "pk")


def _present() -> QuerySet[User]:
    return User.objects.filter(is_active=True, appear_offline=False)


def _seen_lately() -> Q:
    window = timedelta(seconds=MISSED_WRITINGS * settings.PRESENCE_LAST_SEEN_EVERY)
    return Q(last_seen__gte=Now() - window)
