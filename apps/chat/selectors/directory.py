"""The rooms that anyone finds and joins."""

from dataclasses import dataclass

from django.db.models import Count, F, Q

from apps.accounts.models import User
from apps.chat.models import Membership, Room
from apps.chat.selectors.by_name import part_of


@dataclass(frozen=True)
class Listing:
    room: Room
    members: int
    is_mine: bool


@dataclass(frozen=True)
class Directory:
    """By name. `next`: the room after which more stand, None at the end."""

    listings: list[Listing]
    next: int | None


def directory_for(user: User, words: str, after: int | None) -> Directory:
    """The open rooms with all of `words` in name or topic, those after the room `after`."""
    rooms = Room.objects.listed()
    for word in words.split():
        rooms = rooms.filter(Q(name__icontains=word) | Q(topic__icontains=word))
    part = part_of(rooms, F("name"), after)
    members = _members_of(part.rows)
    mine = set(user.memberships.filter(room__in=part.rows).values_list("room_id", flat=True))
    listings = [Listing(room, members.get(room.pk, 0), room.pk in mine) for room in part.rows]
    return Directory(listings, part.next)


def _members_of(rooms: list[Room]) -> dict[int, int]:
    counted = Membership.objects.filter(room__in=rooms).values("room").annotate(members=Count("pk"))
    return dict(counted.values_list("room", "members"))
