from typing import Any

from django.dispatch import receiver

from apps.accounts.deletion import name_left
from apps.accounts.models import User
from apps.accounts.signals import account_deleted
from apps.moderation.models import AuditEntry, Note


@receiver(account_deleted, dispatch_uid="rename_in_moderation")
def rename(user: User, **_: Any) -> None:
    """Notes and the audit log keep who it was, by number, and no name."""
    AuditEntry.objects.rename(user, name_left(user))
    Note.objects.filter(author=user).update(author_name=name_left(user))
