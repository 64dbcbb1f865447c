"""A held message is let go: only now it is sent, and gets its numbers and its time."""

from django.db import transaction

from apps.accounts.models import User
from apps.chat import services
from apps.chat.inboxes import raise_inboxes
from apps.chat.models import HeldMessage, Membership, Message
from apps.chat.problems import NotHeld, NotYours


def release(held: HeldMessage) -> Message:
    """Sends it as its sender meant to. Raises NotHeld when it waits no longer, NotYours when its sender or
    whom it is for is not there any more, and what else a send raises: then it waits on."""
    with transaction.atomic():
        waiting = HeldMessage.objects.waiting().select_for_update().filter(pk=held.pk)
        one = waiting.first()
        if one is None:
            raise NotHeld
        message = services.post_message(
            _place_of(one),
            one.body,
            one.nonce,
            calls_everyone=one.calls_everyone,
            reply_to=_standing(one.reply_to),
            forwarded_from=_standing(one.forwarded_from),
            is_released=True,
        )
        one.delete()
        raise_inboxes([one.sender_id])
    return message


def _place_of(held: HeldMessage) -> Membership:
    """Where it was to be said. A conversation that it was to begin is begun now."""
    if held.room is None:
        people = User.objects.filter(pk__in=held.people, is_active=True).order_by("pk")
        if len(people) != len(held.people):
            raise NotYours
        return services.open_direct(held.sender, *people)
    place = Membership.objects.select_related("room", "user").filter(room=held.room, user=held.sender).first()
    if place is None:
        raise NotYours
    return place


def _standing(original: Message | None) -> Message | None:
    """What it quoted may have been removed meanwhile: it is sent without."""
    return None if original is None or original.is_gone else original
