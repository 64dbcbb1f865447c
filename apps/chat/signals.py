from collections.abc import Iterable
from functools import partial
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from apps.accounts.models import User
from apps.accounts.signals import account_deleted
from apps.chat import departing, inboxes, notifications, services
from apps.chat.models import Membership

NAMED_BY = {"username", "name", "usercode", "picture"}  # what others' sidebars show of a person


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


@receiver(post_save, sender=User, dispatch_uid="quieten_own_pages")
def quieten_own_pages(instance: User, update_fields: Iterable[str] | None = None, **_: Any) -> None:
    """Open pages read with their sidebar whether to disturb, and whether the person may speak."""
    if update_fields is not None and not {"is_quiet", "muted_until"}.isdisjoint(update_fields):
        inboxes.raise_inboxes([instance.pk])


@receiver(post_delete, sender=Membership, dispatch_uid="shut_out")
def shut_out(instance: Membership, **_: Any) -> None:
    """By whatever door a member goes."""
    services.note_departure(instance.user_id, instance.room)


@receiver(post_save, sender=User, dispatch_uid="end_held_polls")
def end_held_polls(instance: User, created: bool, **_: Any) -> None:
    """Suspended, or with another password: who must not read on does not hear the next message."""
    if not created:
        transaction.on_commit(partial(notifications.call, [instance.pk]), robust=True)


@receiver(user_logged_out, dispatch_uid="end_held_polls_of_session")
def end_held_polls_of_session(request: HttpRequest, user: User | None, **_: Any) -> None:
    """Django ends the session only after this: its polls would be looked at too early, and held on."""
    request.session.flush()
    if user is not None:
        notifications.call([user.pk])


@receiver(post_delete, sender=UserSession, dispatch_uid="end_held_polls_of_ended_session")
def end_held_polls_of_ended_session(instance: UserSession, **_: Any) -> None:
    transaction.on_commit(partial(notifications.call, [instance.user_id]), robust=True)


@receiver(account_deleted, dispatch_uid="depart")
def depart(user: User, **_: Any) -> None:
    departing.depart(user)
