"""What filters hold back: moderators are told, look at it, and let it go or reject it."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.chat import holding, releasing
from apps.chat.models import HeldMessage, Message
from apps.chat.problems import NotHeld, NotYours, Problem
from apps.moderation import audit, mails, reporting
from apps.moderation.models import Action
from apps.moderation.problems import CantRelease, NoReason
from apps.moderation.rights import require_right

AROUND = 5  # messages of the room before it that moderators are shown


def release(actor: User, held: HeldMessage, reason: str = "") -> Message:
    """It is sent now. Raises CantRelease with a sentence where that is not possible as things are."""
    require_right(actor, held.sender)
    _require_voice(held.sender)
    try:
        with transaction.atomic():
            message = releasing.release(held)
            audit.record(actor, Action.RELEASE, message=message, reason=reason, found=held.found)
            reporting.tell_pages()
    except NotHeld:
        raise
    except Problem as refused:
        raise CantRelease(_why(refused)) from refused
    return message


def reject(actor: User, held: HeldMessage, reason: str) -> None:
    """Its sender is told why. Raises NoReason, NotHeld."""
    require_right(actor, held.sender)
    if not reason.strip():
        raise NoReason
    with transaction.atomic():
        if not holding.reject(held, reason):
            raise NotHeld
        audit.record(
            actor, Action.REJECT, person=held.sender, room=held.room, reason=reason, found=held.found
        )
        reporting.tell_pages()


def look(actor: User, held: HeldMessage) -> None:
    """Written down where it was meant for a few alone."""
    if held.is_private:
        audit.record(actor, Action.LOOK, person=held.sender, room=held.room, held=held.pk)


def said_before(held: HeldMessage) -> list[Message]:
    """What it would follow, but for direct conversations and what went to those online."""
    if held.room is None or not held.room.is_named:
        return []
    last = held.room.messages.select_related("sender").order_by("-sequence")[:AROUND]
    return list(last)[::-1]


def call() -> None:
    """One more waits. Call it in the transaction that holds it back."""
    reporting.tell_pages()
    transaction.on_commit(mails.nudge, robust=True)


def tell_moderators() -> int:
    """One mail when some begin to wait, and no other before the queue was empty. Returns how many are new."""
    waiting = HeldMessage.objects.waiting()
    with transaction.atomic():
        are_told = waiting.filter(alerted_at__isnull=False).exists()
        new = waiting.filter(alerted_at=None).update(alerted_at=timezone.now())
    if new and not are_told:
        mails.send_held_alerts(new, _with_address())
    return new


def _with_address() -> Iterable[User]:
    return reporting.moderators().exclude(email="")[: reporting.MOST_TOLD]


def _require_voice(sender: User) -> None:
    """As they are now: what they may, a send asks of who is there."""
    current = User.objects.get(pk=sender.pk)
    if not current.is_active:
        raise CantRelease(_("its sender is suspended."))
    if current.is_muted:
        raise CantRelease(_("its sender is muted."))


def _why(refused: Problem) -> str | Promise:
    """In words for a moderator: most of a send's are for its sender, too."""
    if isinstance(refused, NotYours):
        return _("its sender, or whom it was for, is not there any more.")
    return refused.sentence
