"""What a member sees of a room: a page of it, or what changed since a cursor."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.chat.models import Membership, Message, Recipient, Room
from apps.chat.models.message import MessageQuerySet

PAGE_SIZE = 50  # messages on the newest page and on each older or newer one
AROUND = 25  # messages on each side of one that a link leads to
MOST_RECIPIENTS = 200  # on one page
MOST_CHANGES = 200  # further behind, the log is reloaded


@dataclass(frozen=True)
class Page:
    """Messages in order. `older`: the sequence before which more stand, None at the very start.

    `newer`: the sequence after which there may be more, None where the page reaches the newest.
    """

    messages: list[Message]
    older: int | None
    cursor: int
    newer: int | None = None


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


@dataclass(frozen=True)
class Recipients:
    """`last`: the username after which more come, None when these are all."""

    people: list[User]
    last: str | None


def page_of(membership: Membership, before: int | None = None) -> Page:
    """The newest page, or the one before `before`. The room must have been read just now: its
    revision, read before the messages, is what the page is up to date with."""
    room = membership.room
    latest = list(_visible_before(membership, before).select_related("sender")[: PAGE_SIZE + 1])
    messages = _with_room(latest[PAGE_SIZE - 1 :: -1], room)
    newer = max(before - 1, 0) if before is not None and before <= room.last_sequence else None
    older = messages[0].sequence if len(latest) > PAGE_SIZE else None
    return Page(messages, older, room.last_revision, newer)


def page_after(membership: Membership, after: int) -> Page:
    """The page of those that follow `after`. Before it the rest of the room stands."""
    room = membership.room
    following = list(_visible_after(membership, after).select_related("sender")[: PAGE_SIZE + 1])
    messages = _with_room(following[:PAGE_SIZE], room)
    newer = messages[-1].sequence if len(following) > PAGE_SIZE else None
    return Page(messages, after + 1 if after else None, room.last_revision, newer)


def page_around(membership: Membership, message: Message) -> Page:
    """The page with `message`, which the member may see, in its middle."""
    room = membership.room
    before = list(_visible_before(membership, message.sequence).select_related("sender")[: AROUND + 1])
    after = list(_visible_after(membership, message.sequence).select_related("sender")[: AROUND + 1])
    messages = _with_room([*before[AROUND - 1 :: -1], message, *after[:AROUND]], room)
    return Page(
        messages,
        older=messages[0].sequence if len(before) > AROUND else None,
        cursor=room.last_revision,
        newer=messages[-1].sequence if len(after) > AROUND else None,
    )


def find_visible(membership: Membership, message_id: int) -> Message | None:
    """A message of the room that the member may see."""
    visible = Message.objects.visible_to(membership.user, membership.room)
    message = visible.select_related("sender").filter(pk=message_id).first()
    if message:
        message.room = membership.room
    return message


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


def changes_of(room: Room, since: int) -> list[Message]:
    """Every change of `room` after `since`, whoever may see it. For those who check each reader."""
    changed = room.messages.select_related("sender").changed_between(since, room.last_revision)
    return _with_room(list(changed), room)


def addressees_of(messages: Iterable[Message]) -> dict[int, set[int]]:
    """Who may see each broadcast: its sender, and whom it was sent to."""
    allowed = {message.pk: {message.sender_id} for message in messages}
    for message, person in Recipient.objects.filter(message__in=allowed).values_list("message_id", "user_id"):
        allowed[message].add(person)
    return allowed


def readable_from(room: Room) -> dict[int, int]:
    """Where the past begins for those members who may not read all of it."""
    restricted = room.memberships.filter(readable_from__gt=0)
    return dict(restricted.values_list("user_id", "readable_from"))


def recipients_of(message: Message, after: str = "") -> Recipients:
    """By username: the first of them, or those after one."""
    people = User.objects.filter(broadcasts__message=message, username__gt=after).order_by("username")
    found = list(people[: MOST_RECIPIENTS + 1])
    shown = found[:MOST_RECIPIENTS]
    return Recipients(shown, shown[-1].username if len(found) > len(shown) else None)


def _visible_before(membership: Membership, before: int | None) -> MessageQuerySet:
    """What the member may see, the latest first; one more than a page at least, if there is."""
    room = membership.room
    if not room.is_broadcast:
        return room.messages.filter(sequence__gte=membership.readable_from).before(before)
    # Whoever got few of many broadcasts must not walk past all the others to find them.
    sent = room.messages.filter(sender=membership.user).before(before)
    received = _received_before(membership, before).order_by("-message_id")
    ids = [
        *sent.values_list("pk", flat=True)[: PAGE_SIZE + 1],
        *received.values_list("message_id", flat=True)[: PAGE_SIZE + 1],
    ]
    return Message.objects.filter(pk__in=ids).before(None)


def _visible_after(membership: Membership, after: int) -> MessageQuerySet:
    """What the member may see, the earliest first; one more than a page at least, if there is."""
    room = membership.room
    if not room.is_broadcast:
        return Message.objects.visible_to(membership.user, room).after(after)
    sent = room.messages.filter(sender=membership.user).after(after)
    received = membership.user.broadcasts.order_by("message_id")
    if last := room.messages.before(after + 1).values_list("pk", flat=True).first():
        received = received.filter(message_id__gt=last)
    ids = [
        *sent.values_list("pk", flat=True)[: PAGE_SIZE + 1],
        *received.values_list("message_id", flat=True)[: PAGE_SIZE + 1],
    ]
    return Message.objects.filter(pk__in=ids).after(after)


def _received_before(membership: Membership, before: int | None) -> QuerySet[Recipient]:
    received = membership.user.broadcasts.all()
    if before is None:
        return received
    return received.filter(message_id__lte=membership.room.messages.before(before).values("pk")[:1])


def _with_room(messages: list[Message], room: Room) -> list[Message]:
    for message in messages:
        message.room = room
    return messages
