"""Who may ask for an export, and how often."""

from contextlib import suppress
from datetime import timedelta
from functools import partial

from celery import current_app
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from kombu.exceptions import OperationalError

from apps.accounts.models import User
from apps.chat.models import Export
from apps.chat.problems import ExportUnderWay, TooManyExports

TASK = "apps.chat.tasks.make_exports"
MOST_A_DAY = 3


def ask(user: User) -> Export:
    """Raises ExportUnderWay and TooManyExports."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # of two clicks, one asks
        if user.exports.unfinished().exists():
            raise ExportUnderWay
        since = timezone.now() - timedelta(days=1)
        if user.exports.filter(asked_at__gt=since).count() >= MOST_A_DAY:
            raise TooManyExports
        export = Export.objects.create(user=user, language=get_language() or "")
        transaction.on_commit(partial(nudge), robust=True)
    return export


def latest_of(user: User) -> Export | None:
    return user.exports.order_by("-pk").first()


def nudge() -> None:
    with suppress(OperationalError):  # beat asks again
        current_app.send_task(TASK, retry=False, ignore_result=True)
