"""The other person of a direct conversation, found from the room's key."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.chat.models import Room


def other_in(room: Room, user: User) -> User | None:
    """The other person of a direct conversation."""
    return others_in(user, [room]).get(room.pk)


def title_of(room: Room, other: User | None) -> str:
    if room.is_broadcast:
        return _("Everyone online")
    return other.display_name if other else str(room)


def others_in(user: User, rooms: Sequence[Room]) -> dict[int, User]:
    """The other person of each direct room."""
    ids = {room.pk: _other_id(room, user) for room in rooms if room.direct_key}
    people = User.objects.in_bulk(ids.values()) if ids else {}
    return {room: people[person] for room, person in ids.items() if person in people}


def _other_id(room: Room, user: User) -> int:
    low, high = map(int, (room.direct_key or "").split(":"))
    return high if low == user.pk else low
