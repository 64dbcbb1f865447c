"""Blocking a person, and letting them go: what stands in `accounts` becomes true of conversations."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from apps.accounts import blocks
from apps.accounts.models import User
from apps.chat.inboxes import raise_inboxes
from apps.chat.models import Room
from apps.presence import store


def block(user: User, other: User) -> None:
    """From now on the two are out of each other's sight. Again, it changes nothing."""
    with _between(user, other):
        blocks.block(user, other)


def unblock(user: User, other: User) -> None:
    """Takes back what `user` has done; what the other has done stays."""
    with _between(user, other):
        blocks.unblock(user, other)


@contextmanager
def _between(user: User, other: User) -> Iterator[None]:
    """Their conversation takes no message any more, or takes them again; both hear of it at once."""
    pair = [user.pk, other.pk]
    with transaction.atomic():
        # The room before its people, as every send has it; the people, because it may be begun this moment.
        list(Room.objects.between(*pair).select_for_update().values_list("pk"))
        blocks.lock(pair)
        yield
        Room.objects.between(*pair).update(is_blocked=blocks.are_apart(pair))
        raise_inboxes(pair)
        transaction.on_commit(store.touch, robust=True)
