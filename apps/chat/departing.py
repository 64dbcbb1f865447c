"""What somebody's account takes with it when it is deleted, and what is left to erase afterwards."""

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.signals import StayError
from apps.chat import erasing, exports, membership_services, services
from apps.chat.models import Erasure, Membership, Room
from apps.chat.problems import LastOwner


def depart(user: User) -> None:
    """Takes what is the person's alone, and their place in every room. Call it in a transaction.

    Raises StayError where they are the last owner, as leaving such a room does.
    """
    places = list(user.memberships.select_related("room").order_by("room_id"))
    services.refresh_partners(user)
    _leave_rooms([place for place in places if place.room.is_named])
    for place in places:
        if not place.room.is_named:
            membership_services.remove(place)
    user.drafts.all().delete()
    user.saved.all().delete()
    user.room_bans.all().delete()
    user.held_messages.all().delete()
    exports.forget_all(user)
    Erasure.objects.get_or_create(user=user)
    transaction.on_commit(partial(erasing.ask), robust=True)


def _leave_rooms(places: list[Membership]) -> None:
    """All are tried: the sentence names each room that keeps the person."""
    kept: list[Room] = []
    for place in places:
        try:
            membership_services.leave(place)
        except LastOwner:
            kept.append(place.room)
    if kept:
        sentence = _("You are the only owner of %(rooms)s. Make somebody else an owner there first.")
        raise StayError(sentence % {"rooms": ", ".join(map(str, kept))})
