"""Who is in a room, and whom a person may bring into one."""

from django.db.models import Q, QuerySet

from apps.accounts.blocks import blocked_with
from apps.accounts.models import User
from apps.accounts.usercode import normalise
from apps.chat.models import Membership, Room, RoomBan
from apps.chat.selectors.by_name import Part, display_name, named, part_of

MOST_BANS = 100  # shown; the admin has them all
MOST_FOUND = 20  # people; further words narrow it


def members_of(room: Room, words: str = "", after: int | None = None) -> Part[Membership]:
    """Those in whose names all of `words` are found, those after the membership `after`."""
    members = room.memberships.select_related("user").filter(named(words, "user__"))
    return part_of(members, display_name("user__"), after)


def bans_of(membership: Membership) -> list[RoomBan]:
    """Who was removed, for those who may let them in again; the latest first."""
    if not membership.is_owner:
        return []
    return list(membership.room.bans.select_related("user").order_by("-pk")[:MOST_BANS])


def people_for(user: User, words: str) -> QuerySet[User]:
    """Whom `user` finds by name or code: everyone who has an account and is not out of their sight. Without
    words nobody.
    """
    if not words.strip():
        return User.objects.none()
    others = User.objects.filter(is_active=True).exclude(pk__in=[user.pk, *blocked_with(user)])
    return others.filter(named(words) | Q(usercode=normalise(words))).order_by(display_name().asc(), "pk")


def people_named(user: User, ids: list[int]) -> list[User]:
    """Those of these whom `user` may write to, in their order."""
    found = User.objects.filter(is_active=True, pk__in=ids).exclude(pk=user.pk).in_bulk()
    return [found[person] for person in dict.fromkeys(ids) if person in found]
