"""What moderators do about texts in which a filter has found something."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from apps.accounts.screening import flagged, held_back
from apps.chat.models import Message
from apps.moderation import held, reporting


@receiver(flagged, dispatch_uid="report_flagged")
def report_flagged(message: Message, found: Sequence[str], **_: Any) -> None:
    reporting.report_found(message, found)


@receiver(held_back, dispatch_uid="call_for_review")
def call_for_review(**_: Any) -> None:
    held.call()
