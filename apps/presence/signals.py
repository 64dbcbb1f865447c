"""What accounts do not tell presence themselves: they stand below it."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.db.models.signals import post_delete, post_save

from apps.accounts.models import User
from apps.presence import store

SHOWN = {"username", "name", "usercode", "picture", "appear_offline", "is_active"}
SHOWN |= {"status_text", "status_until", "is_quiet", "quiet_until"}


def connect() -> None:
    post_save.connect(_saved, sender=User, dispatch_uid="presence_saved")
    post_delete.connect(_deleted, sender=User, dispatch_uid="presence_deleted")
    user_logged_out.connect(_signed_out, dispatch_uid="presence_signed_out")


def _saved(instance: User, update_fields: Iterable[str] | None = None, **_: Any) -> None:
    if update_fields is not None and SHOWN.isdisjoint(update_fields):
        return
    if instance.appear_offline or not instance.is_active:
        transaction.on_commit(lambda: store.leave(instance.pk, grace=0), robust=True)
    transaction.on_commit(store.touch, robust=True)


def _deleted(**_: Any) -> None:
    transaction.on_commit(store.touch, robust=True)


def _signed_out(user: User | None, **_: Any) -> None:
    """The page's own beacon comes too late for its session. Other sessions of theirs beat again in time."""
    if user is not None:
        store.leave(user.pk, settings.PRESENCE_LEAVE_GRACE)
