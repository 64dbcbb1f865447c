"""Whom one may call in a room, and how often a person was called and has not read it."""

from collections.abc import Collection

from django.db.models import OuterRef, Q

from apps.accounts.blocks import blocked_with
from apps.accounts.look_alikes import skeleton
from apps.accounts.models import User
from apps.chat.markup import Called
from apps.chat.models import Membership, Mention, Room
from apps.chat.selectors.unread import CountUpTo

MOST_SUGGESTED = 8
RECENT = 200  # messages: who wrote one of them stands first


def people_called(room: Room, caller: User, names: Collection[str]) -> dict[str, Called]:
    """Those members whose username is among `names` (case-folded). A broadcast has its addressees anyway.

    Nobody calls who is out of their sight.
    """
    if not names or room.is_broadcast:
        return {}
    # By skeleton, which has an index; who merely looks alike is not called.
    alike = room.members.filter(is_active=True, skeleton__in={skeleton(name) for name in names})
    alike = alike.exclude(pk__in=blocked_with(caller))
    called = {person.username.casefold(): Called(person.pk, person.display_name) for person in alike}
    return {name: person for name, person in called.items() if name in names}


def suggested_people(membership: Membership, typed: str) -> list[User]:
    """At most MOST_SUGGESTED others here whose name or username begins with `typed`.

    Who spoke here lately comes first. Looks through the room's members in the database, and loads none
    but these.
    """
    room = membership.room
    lately = list(dict.fromkeys(room.messages.before(None).values_list("sender", flat=True)[:RECENT]))
    apart = blocked_with(membership.user)
    others = room.members.filter(_begins_with(typed), is_active=True)
    others = others.exclude(pk__in=[membership.user_id, *apart])
    first = sorted(others.filter(pk__in=lately), key=lambda person: lately.index(person.pk))[:MOST_SUGGESTED]
    rest = others.exclude(pk__in=lately).order_by("username")
    return [*first, *rest[: MOST_SUGGESTED - len(first)]]


def unread_mentions() -> CountUpTo:
    """How many mentions of a membership's person in its room are unread."""
    return CountUpTo(
        Mention.objects.filter(
            user=OuterRef("user_id"),
            room=OuterRef("room_id"),
            sequence__gt=OuterRef("read_up_to"),
            sequence__gte=OuterRef("readable_from"),
        )
    )


def _begins_with(typed: str) -> Q:
    """The skeleton has no case in any alphabet, on both databases."""
    if not typed:
        return Q()
    username = Q(skeleton__startswith=skeleton(typed)) | Q(username__istartswith=typed)
    return username | Q(name__istartswith=typed) | Q(name__icontains=f" {typed}")
