"""What can be done to somebody's place in a room, one verb each."""

from django.db import transaction

from apps.accounts.models import User
from apps.chat import services
from apps.chat.inboxes import raise_inboxes
from apps.chat.models import Involvement, Kind, Membership, Room, RoomBan
from apps.chat.problems import KeptOut, LastOwner, NotYoursToReadmit


def join_open_room(user: User, room: Room) -> Membership:
    """Whoever is the first in an empty room keeps its order from then on. Raises KeptOut."""
    with transaction.atomic():
        _lock(room)
        if room.bans.filter(user=user).exists():
            raise KeptOut
        is_first = not room.memberships.exists()
        membership = services.join(user, room)
        if is_first:
            membership.is_owner = True
            membership.save(update_fields=["is_owner"])
    return membership


def bring_in(person: User, by: Membership) -> None:
    """Makes `person` a member. Raises NotYoursToReadmit where they were removed and `by` keeps no order."""
    with transaction.atomic():
        _lock(by.room)
        if by.keeps_order:
            readmit(person, by.room)
        elif by.room.bans.filter(user=person).exists():
            raise NotYoursToReadmit
        services.join(person, by.room)


def readmit(person: User, room: Room) -> bool:
    """Whoever was removed may come back. Returns whether they were."""
    return bool(room.bans.filter(user=person).delete()[0])


def leave(membership: Membership) -> None:
    """Raises LastOwner while others stay who would be without one."""
    with transaction.atomic():
        _lock(membership.room)
        others = membership.room.memberships.exclude(pk=membership.pk)
        if membership.is_owner and others.exists() and not others.owners().exists():
            raise LastOwner
        membership.delete()  # by the signal, pages and held polls hear of it


def remove(membership: Membership) -> None:
    """Takes a member's place away. An owner's is taken once they are none any more.

    Whom anybody could let in again, and they themselves first, is kept out: see RoomBan.
    """
    with transaction.atomic():
        _lock(membership.room)
        if membership.room.kind == Kind.OPEN:
            RoomBan.objects.get_or_create(room=membership.room, user=membership.user)
        membership.delete()


def set_owner(membership: Membership, *, is_owner: bool) -> None:
    """Raises LastOwner when the room would be left without one."""
    with transaction.atomic():
        _lock(membership.room)
        others = membership.room.memberships.exclude(pk=membership.pk)
        if not is_owner and not others.owners().exists():
            raise LastOwner
        Membership.objects.filter(pk=membership.pk).update(is_owner=is_owner)
        raise_inboxes([membership.user_id])


def set_involvement(membership: Membership, involvement: Involvement) -> None:
    with transaction.atomic():
        Membership.objects.filter(pk=membership.pk).update(involvement=involvement)
        raise_inboxes([membership.user_id])


def set_favourite(membership: Membership, *, is_favourite: bool) -> None:
    """A new favourite stands last."""
    with transaction.atomic():
        places = _locked_favourites(membership.user)
        others = [place for place in places if place != membership]
        if is_favourite and len(others) == len(places):
            _arrange(membership.user, [*places, membership])
        elif not is_favourite:
            Membership.objects.filter(pk=membership.pk).update(favourite_position=None)
            _arrange(membership.user, others)


def move_favourite(membership: Membership, steps: int) -> None:
    """Up by negative steps, down by positive ones; it stops at the ends."""
    with transaction.atomic():
        places = _locked_favourites(membership.user)
        if membership in places:
            at = places.index(membership)
            places.insert(max(0, at + steps), places.pop(at))
            _arrange(membership.user, places)


def _locked_favourites(user: User) -> list[Membership]:
    """One arrangement at a time, of each person."""
    User.objects.select_for_update().get(pk=user.pk)
    return list(user.memberships.favourites())


def _arrange(user: User, places: list[Membership]) -> None:
    for position, place in enumerate(places):
        place.favourite_position = position
    Membership.objects.bulk_update(places, ["favourite_position"])
    raise_inboxes([user.pk])


def _lock(room: Room) -> None:
    """Of two owners who leave at once, one stays."""
    Room.objects.select_for_update().get(pk=room.pk)
