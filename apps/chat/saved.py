"""Putting a message aside for later: a private list, which nobody else hears of."""

from apps.accounts.models import User
from apps.chat.models import Message, Saved
from apps.chat.problems import TooManySaved

MOST = 1_000  # of one person


def save(message: Message, user: User) -> None:
    """Again is fine. Raises TooManySaved."""
    if user.saved.count() >= MOST and not user.saved.filter(message=message).exists():
        raise TooManySaved
    Saved.objects.get_or_create(user=user, message=message)


def unsave(message: Message, user: User) -> None:
    """Again is fine."""
    user.saved.filter(message=message).delete()
