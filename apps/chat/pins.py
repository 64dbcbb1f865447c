"""Pinning a message to its room, so that everyone finds it again. Who keeps the room's order may."""

from django.db import transaction
from django.utils import timezone

from apps.chat import revising
from apps.chat.models import Membership, Message
from apps.chat.problems import TooManyPins
from apps.chat.voice import require_voice

MOST = 50  # in a room


def pin(message: Message, membership: Membership) -> Message:
    """Again is fine. Raises Gone when the message has been removed, TooManyPins when the room has enough,
    Muted who may not speak."""
    require_voice(membership.user)
    with transaction.atomic():
        standing = revising.begin(message)
        others = Message.objects.filter(room=standing.room_id).pinned().exclude(pk=standing.pk)
        if others.count() >= MOST:
            raise TooManyPins
        pinned_at = standing.pinned_at or timezone.now()
        return revising.finish(standing, pinned_at=pinned_at, pinned_by=membership.user)


def unpin(message: Message) -> Message:
    """Again is fine. Raises Gone when the message has been removed, which has unpinned it."""
    with transaction.atomic():
        return revising.finish(revising.begin(message), pinned_at=None, pinned_by=None)
