from collections.abc import Iterable
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from apps.accounts.models import User
from apps.chat import services

NAMED_BY = {"username", "name", "usercode"}  # what others' sidebars call a person


@receiver(post_save, sender=User, dispatch_uid="welcome_newcomer")
def welcome_newcomer(instance: User, created: bool, raw: bool = False, **_: Any) -> None:
    """Whoever gets an account, by whatever door, is in the room of everyone."""
    if created and not raw:
        services.welcome([instance])


@receiver(post_save, sender=User, dispatch_uid="rename_everywhere")
def rename_everywhere(
    instance: User, created: bool, update_fields: Iterable[str] | None = None, **_: Any
) -> None:
    if not created and (update_fields is None or not NAMED_BY.isdisjoint(update_fields)):
        services.refresh_partners(instance)
