"""What a member sees of a room: a page of it, or what changed since a cursor."""

from dataclasses import dataclass

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.chat.models import Membership, Message, Recipient, Room

PAGE_SIZE = 50  # messages on the newest page and on each older one
MOST_CHANGES = 200  # further behind, the log is reloaded


@dataclass(frozen=True)
class Page:
    """Messages in order. `older`: the sequence before which more stand, None at the very start."""

    messages: list[Message]
    older: int | None
    cursor: int


@dataclass(frozen=True)
class Updates:
    """Changes of a room after `since`.

    With `is_reload` it is the newest page instead, to replace what stands; `older` is that page's.
    """

    room: Room
    since: int
    cursor: int
    messages: list[Message]
    older: int | None = None
    is_reload: bool = False


def page_of(membership: Membership, before: int | None = None) -> Page:
    """The newest page, or the one before `before`. The room must have been read just now: its
    revision, read before the messages, is what the page is up to date with."""
    room = membership.room
    latest = list(_visible_before(membership, before).select_related("sender")[: PAGE_SIZE + 1])
    messages = _with_room(latest[PAGE_SIZE - 1 :: -1], room)
    return Page(messages, messages[0].sequence if len(latest) > PAGE_SIZE else None, room.last_revision)


def updates_of(membership: Membership, since: int) -> Updates:
    """What changed in the room after revision `since`, for this member."""
    room = membership.room
    # A cursor beyond the room's is from another life of the database (restored, say).
    if not 0 <= room.last_revision - since <= MOST_CHANGES:
        page = page_of(membership)
        return Updates(room, since, page.cursor, page.messages, page.older, is_reload=True)
    visible = Message.objects.visible_to(membership.user, room).select_related("sender")
    changed = visible.changed_between(since, room.last_revision)
    return Updates(room, since, room.last_revision, _with_room(list(changed), room))


def recipients_of(message: Message) -> QuerySet[User]:
    return User.objects.filter(broadcasts__message=message).order_by("username")


def _visible_before(membership: Membership, before: int | None) -> QuerySet[Message]:
    """What the member may see, the latest first; one more than a page at least, if there is."""
    room = membership.room
    if not room.is_broadcast:
        return room.messages.before(before)
    # Whoever got few of many broadcasts must not walk past all the others to find them.
    sent = room.messages.filter(sender=membership.user).before(before)
    received = _received_before(membership, before).order_by("-message_id")
    ids = [
        *sent.values_list("pk", flat=True)[: PAGE_SIZE + 1],
        *received.values_list("message_id", flat=True)[: PAGE_SIZE + 1],
    ]
    return Message.objects.filter(pk__in=ids).before(None)


def _received_before(membership: Membership, before: int | None) -> QuerySet[Recipient]:
    received = membership.user.broadcasts.all()
    if before is None:
        return received
    return received.filter(message_id__lte=membership.room.messages.before(before).values("pk")[:1])


def _with_room(messages: list[Message], room: Room) -> list[Message]:
    for message in messages:
        message.room = room
    return messages
