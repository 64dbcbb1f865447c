"""What is said to everybody, on every page, until it is over or the person has put it away.

Each answer of a poll carries its version, so that open pages fetch another one. No poll asks the database for
it: what stands is kept in the cache for a moment.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.models import Announcement

HEADER = "Messager-Announcement"
COOKIE = "announcement"  # the version that was put away in this browser
KEY = "announcement"
KEPT = 10  # seconds


@dataclass(frozen=True)
class Standing:
    """`version` is 0, and the text empty, while nothing is announced."""

    version: int = 0
    text: str = ""
    tone: str = ""
    until: datetime | None = None
    is_away: bool = False  # put away in this browser


def standing() -> Standing:
    kept = cache.get(KEY)
    if kept is None:
        kept = _read()
        cache.set(KEY, kept, KEPT)
    found = Standing(*kept)
    return Standing() if found.until and found.until <= timezone.now() else found


def standing_for(request: HttpRequest) -> Standing:
    found = standing()
    return replace(found, is_away=request.COOKIES.get(COOKIE) == str(found.version))


def make(announcement: Announcement) -> None:
    """It takes the place of the one before."""
    with transaction.atomic():
        Announcement.objects.filter(ended_at=None).update(ended_at=timezone.now())
        announcement.save()
        _forget()


def end(announcement: Announcement) -> bool:
    """Takes it from all pages. Returns whether it stood."""
    with transaction.atomic():
        unended = Announcement.objects.filter(pk=announcement.pk, ended_at=None)
        _forget()
        return bool(unended.update(ended_at=timezone.now()))


def _read() -> tuple[int, str, str, datetime | None]:
    found = Announcement.objects.standing()
    return (found.pk, found.text, found.tone, found.until) if found else (0, "", "", None)


def _forget() -> None:
    transaction.on_commit(partial(cache.delete, KEY), robust=True)
