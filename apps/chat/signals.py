from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from apps.accounts.models import User
from apps.chat import services


@receiver(post_save, sender=User, dispatch_uid="welcome_newcomer")
def welcome_newcomer(instance: User, created: bool, raw: bool = False, **_: Any) -> None:
    """Whoever gets an account, by whatever door, is in the room of everyone."""
    if created and not raw:
        services.welcome([instance])
