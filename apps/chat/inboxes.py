"""What concerns people alone: their sidebars are drawn anew, and their held polls look again."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import F

from apps.accounts.models import User
from apps.chat import notifications
from apps.chat.models import Room

MOST_CALLED = 200  # people at once; of more, each page finds it when its held poll ends by itself


def raise_inboxes(people: Iterable[int]) -> None:
    """Tells the sidebars of these people that something concerns them alone."""
    ids = list(people)
    if not ids:
        return
    User.objects.filter(pk__in=ids).update(inbox=F("inbox") + 1)
    call_after_commit(ids)


def raise_members_inboxes(room: Room) -> None:
    """The same for all members, however many: two statements. Call it within a transaction."""
    members = User.objects.filter(pk__in=room.memberships.values("user"))
    # Locked in one order: two rooms with the same people, changed at once, would wait for each other.
    ids = list(members.select_for_update().order_by("pk").values_list("pk", flat=True))
    members.update(inbox=F("inbox") + 1)
    if len(ids) <= MOST_CALLED:
        call_after_commit(ids)


def call_after_commit(people: list[int]) -> None:
    transaction.on_commit(partial(notifications.call, people), robust=True)
