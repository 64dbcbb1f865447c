"""Who is out of whose sight. A block made by one holds for both, and does not say whose it is.

The verbs are called by apps/chat/blocking.py, which does to conversations what goes with them.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from apps.accounts.models import Block, User

NOBODY: frozenset[int] = frozenset()


def block(blocker: User, other: User) -> None:
    """Again, it changes nothing."""
    with transaction.atomic():
        lock([blocker.pk, other.pk])
        Block.objects.get_or_create(blocker=blocker, blocked=other)
        _note(blocker, other)


def unblock(blocker: User, other: User) -> None:
    """Takes back what `blocker` has done; what the other has done stays."""
    with transaction.atomic():
        lock([blocker.pk, other.pk])
        for standing in Block.objects.filter(blocker=blocker, blocked=other):
            standing.delete()
        _note(blocker, other)


def forget(user: User) -> None:
    """Whose account goes takes along the blocks that they have made and met."""
    others = blocked_among([user.pk]).get(user.pk, NOBODY)
    Block.objects.of([user.pk]).delete()
    _note(*User.objects.filter(pk__in=others))


def blocked_with(user: User) -> frozenset[int]:
    """Who is out of this person's sight. Costs one query, and none for who has no block at all."""
    return blocked_among([user.pk]).get(user.pk, NOBODY) if user.has_blocks else NOBODY


def blocked_among(people: Iterable[int]) -> dict[int, frozenset[int]]:
    """The same for many, in one query. Who has no block is missing."""
    found: dict[int, set[int]] = {}
    ids = set(people)
    for blocker, blocked in Block.objects.of(ids).values_list("blocker_id", "blocked_id"):
        for one, other in ((blocker, blocked), (blocked, blocker)):
            if one in ids:
                found.setdefault(one, set()).add(other)
    return {person: frozenset(others) for person, others in found.items()}


def are_apart(people: Iterable[int]) -> bool:
    """Whether any two of these people are out of each other's sight."""
    return Block.objects.among(people).exists()


def lock(people: Iterable[int]) -> None:
    """Nobody blocks any of these people, or lets them go, until the transaction ends.

    In one order: of two who block each other at once, one waits.
    """
    list(User.objects.select_for_update().filter(pk__in=list(people)).order_by("pk").values_list("pk"))


def _note(*people: User) -> None:
    """Whoever has no block is never asked about."""
    blocks = Block.objects.filter(Q(blocker=OuterRef("pk")) | Q(blocked=OuterRef("pk")))
    User.objects.filter(pk__in=[person.pk for person in people]).update(has_blocks=Exists(blocks))
    for person in people:
        person.refresh_from_db(fields=["has_blocks"])
