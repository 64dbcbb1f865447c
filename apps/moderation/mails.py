"""Mail to moderators. It says that something waits for them and where; never what was written."""

import logging
from collections.abc import Iterable

from celery import current_app
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from apps import guarded_redis
from apps.accounts.models import User
from apps.moderation.models import Report

logger = logging.getLogger(__name__)

TASK = "apps.moderation.tasks.tell_moderators"


def nudge() -> None:
    """Asks a worker to tell them; beat asks again each minute."""
    if guarded_redis.is_open():
        return  # the broker is that Redis, too
    try:
        current_app.send_task(TASK, retry=False, ignore_result=True)
    except OperationalError as error:
        guarded_redis.trip(reason=error)
        logger.warning("The broker did not take the task: beat will see to it")


def send_alerts(report: Report, moderators: Iterable[User]) -> None:
    address = f"{settings.PUBLIC_URL}{report.get_absolute_url()}"
    context = {"report": report, "address": address}
    _send_all(moderators, _("A new report on Messager"), "moderation/email/report.txt", context)


def send_held_alerts(count: int, moderators: Iterable[User]) -> None:
    address = f"{settings.PUBLIC_URL}{reverse('admin:chat_heldmessage_changelist')}"
    context = {"count": count, "address": address}
    _send_all(moderators, _("A message waits for you on Messager"), "moderation/email/held.txt", context)


def _send_all(
    moderators: Iterable[User], subject: Promise, template: str, context: dict[str, object]
) -> None:
    """Each in their own language."""
    for moderator in moderators:
        with translation.override(moderator.language or settings.LANGUAGE_CODE):
            _send(moderator, str(subject), render_to_string(template, context))


def _send(moderator: User, subject: str, text: str) -> None:
    try:
        send_mail(subject, text, None, [moderator.email])
    except OSError:
        # The badge in the sidebar tells them all the same.
        logger.exception("A mail to a moderator was not sent")
