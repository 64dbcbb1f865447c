"""What a moderator looks at before it is sent: kept aside, shown to its sender alone, withdrawn by them."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.accounts import screening
from apps.accounts.models import User
from apps.accounts.screening import Verdict
from apps.chat.inboxes import raise_inboxes
from apps.chat.models import Draft, HeldMessage, Membership, Message
from apps.chat.problems import Filtered, Held, NeedsReview, NonceTaken, TooManyHeld
from apps.chat.revising import must_take_changes

MOST_WAITING = 20  # of one person
KEPT = timedelta(days=30)  # rejected, and not seen by its sender


def stop(verdict: Verdict, message: HeldMessage, place: Membership | None = None) -> None:
    """Raises Filtered when the text is refused, and Held when `message` was kept back.

    It was to be said by the member whose `place` this is; without one it begins a conversation. The same
    nonce again is the same held message. Raises NonceTaken when it stands for another one, Archived,
    Blocked or Locked where they say nothing any more.
    """
    if verdict.refuses:
        raise Filtered(verdict.reason)
    if not verdict.holds:
        return
    if place:
        must_take_changes(place.room, place.user)
        message.sender, message.room = place.user, place.room
    message.found = list(verdict.found)
    _keep(message)
    raise Held


def require_passing(verdict: Verdict) -> None:
    """The same of an edit: it can't be kept back while the text before stands."""
    if verdict.refuses:
        raise Filtered(verdict.reason)
    if verdict.holds:
        raise NeedsReview


def require_good_names(author: User, *texts: str) -> None:
    """Raises Filtered for what a room is not to be called."""
    verdict = screening.verdict_on_names(author, *texts)
    if verdict.refuses or verdict.holds:
        raise Filtered(verdict.reason)


def shown_to(sender: User, room: int, *, is_broadcast: bool) -> list[HeldMessage]:
    """Theirs that wait or were rejected, for that room's page; on the one of everyone also what is to begin a
    conversation."""
    places = Q(room=room) | Q(room=None) if is_broadcast else Q(room=room)
    return list(sender.held_messages.filter(places).order_by("pk"))


def dismiss(sender: User, number: int) -> HeldMessage | None:
    """Its sender withdraws it, or has seen that it was rejected. None where it is gone already."""
    with transaction.atomic():
        held = (
            sender.held_messages.select_for_update(of=("self",))
            .filter(pk=number)
            .select_related("room")
            .first()
        )
        if held:
            held.delete()
            raise_inboxes([sender.pk])
    return held


def reject(held: HeldMessage, reason: str) -> bool:
    """False when somebody has decided already. Call it in a transaction."""
    done = HeldMessage.objects.waiting().filter(pk=held.pk).update(rejected_at=timezone.now(), reason=reason)
    if done:
        raise_inboxes([held.sender_id])
    return bool(done)


def forget_rejected() -> int:
    """Those that their sender never came back to. Returns how many."""
    return HeldMessage.objects.filter(rejected_at__lt=timezone.now() - KEPT).delete()[0]


def _keep(message: HeldMessage) -> None:
    sender = message.sender
    with transaction.atomic():
        named = HeldMessage.objects.filter(sender=sender, nonce=message.nonce)
        if standing := named.first():
            return _same(standing, message)
        if sender.held_messages.waiting().count() >= MOST_WAITING:
            raise TooManyHeld
        # Of two copies at once the second waits here for the first, or for a release that is under way.
        HeldMessage.objects.bulk_create([message], ignore_conflicts=True)
        if Message.objects.sent_as(sender, message.nonce):
            raise Held  # it was released in this moment: that one is found, and this one is taken back
        if (held := named.first()) is None:
            raise Held  # the same, a moment earlier
        if message.room_id:
            Draft.objects.of(sender.pk, message.room_id).empty()
        raise_inboxes([sender.pk])  # their other pages show that it waits
        screening.held_back.send(sender=HeldMessage, held=held)
    return _same(held, message)


def _same(standing: HeldMessage, message: HeldMessage) -> None:
    if (standing.body, standing.room_id, standing.people) != (message.body, message.room_id, message.people):
        raise NonceTaken
