"""Mail to moderators. It says that there is a report and where; never what was written."""

import logging
from collections.abc import Iterable

from celery import current_app
from django.conf import settings
from django.core.mail import get_connection, send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
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


def can_be_sent() -> bool:
    """Whether a mail server answers."""
    try:
        with get_connection():
            return True
    except OSError:
        logger.exception("No mail server answers: moderators get their mails later")
        return False


def send_alerts(report: Report, moderators: Iterable[User]) -> None:
    for moderator in moderators:
        with translation.override(moderator.language or settings.LANGUAGE_CODE):
            _send(report, moderator)


def _send(report: Report, moderator: User) -> None:
    context = {"report": report, "address": f"{settings.PUBLIC_URL}{report.get_absolute_url()}"}
    text = render_to_string("moderation/email/report.txt", context)
    try:
        send_mail(_("A new report on Messager"), text, None, [moderator.email])
    except OSError:
        # The badge in the sidebar tells them all the same.
        logger.exception("The mail about a report was not sent")
