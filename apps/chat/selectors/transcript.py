"""What a member sees of a room: a page of it, or what changed since a cursor."""

from dataclasses import dataclass

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.chat.models import Membership, Message, Room

MOST_CHANGES = 200  # further behind, the log is reloaded


@dataclass(frozen=True)
class Page:
    """Messages in order. `older`: the sequence before which more stand, None at the very start."""

    messages: list[Message]
    older: int | None
    cursor: int


@dataclass(frozen=True)
class Updates:
    """Changes of a room after `since`. With `is_reload` the newest page, to replace what stands."""

    room: Room
    since: int
    cursor: int
    messages: list[Message]
    is_reload: bool


def page_of(membership: Membership, before: int | None = None) -> Page:
    """The newest page, or the one before `before`. The room must have been read just now: its
    revision, read before the messages, is what the page is up to date with."""
    room = membership.room
    visible = Message.objects.visible_to(membership.user, room).select_related("sender")
    messages = _with_room(visible.page_before(before), room)
    older = messages[0].sequence if messages else None
    has_older = older is not None and visible.filter(sequence__lt=older).exists()
    return Page(messages, older if has_older else None, room.last_revision)


def updates_of(membership: Membership, since: int) -> Updates:
    """What changed in the room after revision `since`, for this member."""
    room = membership.room
    visible = Message.objects.visible_to(membership.user, room).select_related("sender")
    changed = list(visible.changed_between(since, room.last_revision)[: MOST_CHANGES + 1])
    # A cursor beyond the room's is from another life of the database (restored, say).
    if len(changed) > MOST_CHANGES or since > room.last_revision:
        return Updates(room, since, room.last_revision, page_of(membership).messages, is_reload=True)
    return Updates(room, since, room.last_revision, _with_room(changed, room), is_reload=False)


def recipients_of(message: Message) -> QuerySet[User]:
    return User.objects.filter(broadcasts__message=message).order_by("username")


def _with_room(messages: list[Message], room: Room) -> list[Message]:
    for message in messages:
        message.room = room
    return messages
