"""The other people of a direct conversation, found from the room's key."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.chat.models import Room


def others_in(room: Room, user: User) -> list[User]:
    """The other people of a direct conversation; none of another room."""
    return others_by_room(user, [room])[room.pk]


def title_of(room: Room, others: Sequence[User]) -> str:
    if room.is_broadcast:
        return _("Everyone online")
    return ", ".join(person.display_name for person in others) or str(room)


def others_by_room(user: User, rooms: Sequence[Room]) -> dict[int, list[User]]:
    """The same for many rooms, in one query."""
    ids = {room.pk: [person for person in room.direct_ids if person != user.pk] for room in rooms}
    wanted = {person for people in ids.values() for person in people}
    people: Mapping[int, User] = User.objects.in_bulk(wanted) if wanted else {}
    return {room: [people[one] for one in named if one in people] for room, named in ids.items()}


def titles_of(user: User, rooms: Sequence[Room]) -> dict[int, str]:
    """What `user` knows each room as."""
    others = others_by_room(user, rooms)
    return {room.pk: title_of(room, others[room.pk]) for room in rooms}
