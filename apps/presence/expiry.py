from django.db.models.functions import Now

from apps.accounts import states
from apps.accounts.models import User
from apps.presence import store


def expire_presence() -> None:
    """Forgets who is gone, and writes down when those gone and, each minute, those online were last seen."""
    seen = store.expire()
    if store.takes_last_seen_turn():
        seen += store.statuses() or []
    if seen:
        User.objects.filter(pk__in=seen).update(last_seen=Now())


def end_states() -> None:
    """What people have said of themselves for a while goes from the rosters, too, when its time is over."""
    if states.end_those_over():
        store.touch()
