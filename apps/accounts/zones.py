"""Time zones: which there are, and what the clock says where somebody else is."""

import zoneinfo
from datetime import datetime, timedelta
from functools import cache

from django.utils import timezone

from apps.accounts.models import User

WORTH_SAYING = timedelta(hours=1)
LISTED = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}


@cache
def known() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


@cache
def listed() -> list[str]:
    """To choose from: places, and not the names that only machines use."""
    return ["UTC", *sorted(zone for zone in known() if zone.split("/")[0] in LISTED)]


def time_there(other: User, viewer: User) -> datetime | None:
    """What the other's clock says, where it says something else than the viewer's by an hour or more."""
    there, here = other.zone, viewer.zone
    if there is None or here is None:
        return None
    now = timezone.now()
    theirs, ours = now.astimezone(there), now.astimezone(here)
    apart = (theirs.utcoffset() or timedelta()) - (ours.utcoffset() or timedelta())
    return theirs if abs(apart) >= WORTH_SAYING else None
