"""What moderators do to rooms, one verb each: with a right, with a reason, and written down.

Each raises NotAllowed without the right, and NoReason without a reason.
"""

from django.db import transaction

from apps.accounts.models import User
from apps.accounts.moderators import may_moderate
from apps.chat import membership_services, room_services
from apps.chat.models import LockedBy, Room, RoomBan
from apps.moderation import audit
from apps.moderation.models import Action
from apps.moderation.problems import NoReason, NotAllowed, Standing, Unnamed


def lock(actor: User, room: Room, reason: str) -> None:
    """Until a moderator opens it only owners and moderators post. Raises Standing when that is so already."""
    require(actor, reason)
    if not room.is_named:
        raise Unnamed
    if room.locked_by == LockedBy.MODERATORS:
        raise Standing
    with transaction.atomic():
        room_services.lock(room, LockedBy.MODERATORS)
        audit.record(actor, Action.LOCK, room=room, reason=reason)


def unlock(actor: User, room: Room, reason: str) -> None:
    """Whoever has locked it. Raises Standing when nobody has."""
    require(actor, reason)
    if not room.is_locked:
        raise Standing
    with transaction.atomic():
        room_services.unlock(room, LockedBy.MODERATORS)
        audit.record(actor, Action.UNLOCK, room=room, reason=reason)


def readmit(actor: User, ban: RoomBan, reason: str) -> None:
    """Whoever was removed may come back. Raises Standing when they may already."""
    require(actor, reason)
    with transaction.atomic():
        if not membership_services.readmit(ban.user, ban.room):
            raise Standing
        audit.record(actor, Action.READMIT, person=ban.user, room=ban.room, reason=reason)


def require(actor: User, reason: str) -> None:
    if not may_moderate(actor):
        raise NotAllowed
    if not reason.strip():
        raise NoReason
