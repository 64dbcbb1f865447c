"""What moderators do, one verb each: with a right, with a reason, and written down.

Each raises NotAllowed without the right to act on that person, and NoReason without a reason.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from apps.accounts import pictures
from apps.accounts import services as accounts
from apps.accounts.models import User
from apps.chat import membership_services
from apps.chat import services as chat
from apps.chat.models import Message, Room
from apps.moderation import audit
from apps.moderation.models import Action
from apps.moderation.problems import NoReason, NotInRoom, Standing
from apps.moderation.rights import require_right


def hide(actor: User, message: Message, reason: str) -> None:
    """Raises Gone when it is hidden or deleted already."""
    _require(actor, message.sender, reason)
    with transaction.atomic():
        chat.hide_message(message)
        audit.record(actor, Action.HIDE, message=message, reason=reason)


def restore(actor: User, message: Message, reason: str) -> None:
    """Raises Gone when it is not hidden."""
    _require(actor, message.sender, reason)
    with transaction.atomic():
        chat.restore_message(message)
        audit.record(actor, Action.RESTORE, message=message, reason=reason)


def mute(actor: User, person: User, duration: timedelta, reason: str) -> None:
    """They read on; what they send, edit or react with is refused until then."""
    _require(actor, person, reason)
    until = timezone.now() + duration
    with transaction.atomic():
        accounts.mute(person, until)
        audit.record(actor, Action.MUTE, person=person, reason=reason, until=until.isoformat())


def unmute(actor: User, person: User, reason: str) -> None:
    _require(actor, person, reason)
    if not person.is_muted:
        raise Standing
    with transaction.atomic():
        accounts.mute(person, None)
        audit.record(actor, Action.UNMUTE, person=person, reason=reason)


def warn(actor: User, person: User, reason: str) -> None:
    """The reason is shown to them, on every page until they say that they have read it."""
    _require(actor, person, reason)
    with transaction.atomic():
        accounts.warn(person, reason)
        audit.record(actor, Action.WARN, person=person, reason=reason)


def heed(person: User, letters: int) -> None:
    """They have read their warning, so many letters of it."""
    with transaction.atomic():
        if accounts.heed(person, letters):
            audit.record(person, Action.HEED, person=person)


def remove(actor: User, person: User, room: Room, reason: str) -> None:
    """Raises NotInRoom also where nobody can be removed: conversations are of the same people for ever."""
    _require(actor, person, reason)
    with transaction.atomic():
        place = room.memberships.filter(user=person).select_related("room", "user").first()
        if place is None or not room.is_named:
            raise NotInRoom
        membership_services.remove(place)
        audit.record(actor, Action.REMOVE, person=person, room=room, reason=reason)


def remove_picture(actor: User, person: User, reason: str) -> None:
    """They may choose another one."""
    _require(actor, person, reason)
    if not person.picture:
        raise Standing
    with transaction.atomic():
        pictures.remove(person)
        audit.record(actor, Action.PICTURE, person=person, reason=reason)


def suspend(actor: User, person: User, duration: timedelta | None, reason: str) -> None:
    """Ends their sessions and held polls at once. Without `duration` it is for good."""
    _require(actor, person, reason)
    until = timezone.now() + duration if duration else None
    with transaction.atomic():
        accounts.deactivate(person, until)
        said = until.isoformat() if until else "for good"
        audit.record(actor, Action.SUSPEND, person=person, reason=reason, until=said)


def let_in(actor: User, person: User, reason: str) -> None:
    """Ends a suspension."""
    _require(actor, person, reason)
    if person.is_active:
        raise Standing
    with transaction.atomic():
        accounts.activate(person)
        audit.record(actor, Action.LET_IN, person=person, reason=reason)


def end_suspensions() -> int:
    """Lets in again whose time has come. Safe to run twice at once. Returns how many."""
    done = 0
    for pk in list(accounts.whose_time_has_come().values_list("pk", flat=True)):
        with transaction.atomic():
            # Again, under a lock: somebody may have suspended them for longer since.
            person = accounts.whose_time_has_come().select_for_update().filter(pk=pk).first()
            if person:
                accounts.activate(person)
                audit.record(None, Action.LET_IN, person=person)
                done += 1
    return done


def _require(actor: User, person: User, reason: str) -> None:
    require_right(actor, person)
    if not reason.strip():
        raise NoReason
