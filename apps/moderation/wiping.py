"""A spammer's last hours: all that they have sent in them is hidden at once."""

from contextlib import suppress
from datetime import timedelta

from django.utils import timezone

from apps.accounts.models import User
from apps.chat import services as chat
from apps.chat.models import Message
from apps.chat.models.message import MessageQuerySet
from apps.chat.problems import Gone
from apps.moderation import audit
from apps.moderation.models import Action
from apps.moderation.problems import CountMoved, NoReason
from apps.moderation.rights import require_right

HOURS = (1, 6, 24, 72)  # that are offered
MOST_AT_ONCE = 200  # each is a transaction of its own, and the moderator waits for all of them


def count_of(person: User, hours: int) -> int:
    """How many messages `wipe` would hide, the most it does at once included."""
    return _last_of(person, hours)[:MOST_AT_ONCE].count()


def wipe(actor: User, person: User, hours: int, expected: int, reason: str) -> int:
    """Hides what they have sent in so many hours; each can be restored. Returns how many.

    Raises CountMoved unless it is about `expected` messages: so many the moderator has agreed to.
    """
    require_right(actor, person)
    if not reason.strip():
        raise NoReason
    messages = list(_last_of(person, hours).select_related("room", "sender")[:MOST_AT_ONCE])
    if len(messages) != expected:
        raise CountMoved
    # Written down before: if it ends halfway, what it was about is known.
    numbers = [message.pk for message in messages]
    audit.record(actor, Action.WIPE, person=person, reason=reason, hours=hours, messages=numbers)
    done = 0
    for message in messages:
        with suppress(Gone):
            chat.hide_message(message)
            done += 1
    return done


def _last_of(person: User, hours: int) -> MessageQuerySet:
    since = timezone.now() - timedelta(hours=hours)
    return Message.objects.standing().filter(sender=person, sent_at__gte=since).order_by("-pk")
