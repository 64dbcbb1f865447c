"""Who may speak: at all, and in which room; and what is said of it where they would write."""

from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.chat.models import Membership
from apps.chat.problems import Archived, Blocked, Muted


@dataclass(frozen=True)
class Voice:
    """`sentence`: why there is no box to write in, or what stands above it. `seconds`: in how many the person
    may speak without anybody doing anything.
    """

    may_post: bool
    sentence: str | Promise = ""
    seconds: int | None = None


def require_voice(user: User) -> None:
    """Raises Muted. Asks what was read with the person; a send decides it again when the room is locked."""
    if user.muted_until and user.is_muted:
        raise Muted(user.muted_until)


def voice_in(membership: Membership) -> Voice:
    """The send decides it again."""
    room, user = membership.room, membership.user
    if room.is_archived:
        return Voice(False, Archived.sentence)
    if room.is_blocked:
        return Voice(False, Blocked.sentence)
    if user.muted_until and user.is_muted:
        return _muted(user.muted_until)
    if room.is_announcement and not membership.is_owner:
        return Voice(False, _("Only the owners of this room post in it. You read along."))
    return _in_order(membership)


def _in_order(membership: Membership) -> Voice:
    """A lock and slow mode, which don't bind who keeps the room's order."""
    room = membership.room
    if room.is_locked and membership.keeps_order:
        return Voice(True, _("This room is locked: only its owners and moderators post in it."))
    if room.is_locked:
        return Voice(
            False, _("This room is locked for now. Only its owners and moderators post: you read along.")
        )
    if room.slow_seconds and not membership.keeps_order:
        every = room.get_slow_seconds_display()
        return Voice(True, _("Slow mode: one message each %(duration)s.") % {"duration": every})
    return Voice(True)


def _muted(until: datetime) -> Voice:
    sentence = _("A moderator has muted you until %(until)s UTC. You can read on.")
    said = f"{until.astimezone(UTC):%Y-%m-%d %H:%M}"
    return Voice(False, sentence % {"until": said}, ceil((until - timezone.now()).total_seconds()))
