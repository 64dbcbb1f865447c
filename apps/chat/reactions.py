"""Reacting to a message: a change of it like any other, of one revision and one fragment."""

from django.db import transaction

from apps.accounts.models import User
from apps.chat import revising
from apps.chat.models import Message, Reaction
from apps.chat.problems import TooManyReactions
from apps.chat.voice import require_voice

MOST_DIFFERENT = 20  # emoji on one message


def react(message: Message, user: User, emoji: str, *, is_on: bool | None = None) -> Message:
    """Adds the person's reaction, or takes it back; without `is_on`, whichever was not so.

    Raises Gone when the message has been removed, TooManyReactions when it has enough different ones,
    Archived, Blocked or Locked where nothing changes any more, Muted who may not speak.
    """
    require_voice(user)
    revising.must_take_changes(message.room, user)
    with transaction.atomic():
        standing = revising.begin(message)
        own = Reaction.objects.filter(message=standing, user=user, emoji=emoji)
        wanted = not own.exists() if is_on is None else is_on
        if wanted:
            _add(standing, user, emoji)
        else:
            own.delete()
        return revising.finish(standing, reaction_count=standing.reactions.count())


def _add(message: Message, user: User, emoji: str) -> None:
    others = message.reactions.exclude(emoji=emoji).values("emoji").distinct()
    if others.count() >= MOST_DIFFERENT:
        raise TooManyReactions
    Reaction.objects.get_or_create(message=message, user=user, emoji=emoji)
