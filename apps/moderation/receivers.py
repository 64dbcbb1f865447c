"""What happens here when something happens elsewhere: a filter has found something, or an account goes."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from apps.accounts.deletion import name_left
from apps.accounts.models import User
from apps.accounts.screening import flagged, held_back
from apps.accounts.signals import account_deleted
from apps.chat.models import Message
from apps.moderation import held, reporting
from apps.moderation.models import AuditEntry, Note


@receiver(flagged, dispatch_uid="report_flagged")
def report_flagged(message: Message, found: Sequence[str], **_: Any) -> None:
    reporting.report_found(message, found)


@receiver(held_back, dispatch_uid="call_for_review")
def call_for_review(**_: Any) -> None:
    held.call()


@receiver(account_deleted, dispatch_uid="rename_in_moderation")
def rename(user: User, **_: Any) -> None:
    """Notes and the audit log keep who it was, by number, and no name."""
    AuditEntry.objects.rename(user, name_left(user))
    Note.objects.filter(author=user).update(author_name=name_left(user))
