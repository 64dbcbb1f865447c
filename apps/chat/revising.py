"""A change of a message: a new revision, by which every page gets it with its next poll.

What quotes the message is changed with it. A reply shows an excerpt that is never stored: so the moment in
which a text is deleted is also the last in which anybody is shown it as a quote.
"""

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from django.db import transaction
from django.db.models import QuerySet

from apps.accounts.models import User
from apps.chat import outbox
from apps.chat.models import Message, Room
from apps.chat.problems import Archived, Blocked, Gone, Locked
from apps.chat.rendering import forget
from apps.chat.selectors import MOST_CHANGES


def must_take_changes(room: Room, user: User) -> None:
    """Raises Archived, Blocked or Locked where this person says nothing any more, in a changed message
    neither."""
    if room.is_archived:
        raise Archived
    if room.is_blocked:
        raise Blocked
    if room.is_locked:
        place = room.memberships.filter(user=user).select_related("user").first()
        if place is None or not place.keeps_order:
            raise Locked


def begin(message: Message) -> Message:
    """The message as it stands, under the revision it is to have. Locks its room for the transaction.

    Raises Gone when a tombstone stands in its place.
    """
    revision = Room.objects.take_revision(message.room_id)
    standing = Message.objects.standing().filter(pk=message.pk).first()
    if standing is None:
        raise Gone
    standing.revision = revision
    return standing


def finish(message: Message, **changes: object) -> Message:
    """Writes what `begin` has begun, and owes the news of it."""
    Message.objects.filter(pk=message.pk).update(revision=message.revision, **changes)
    changed = Message.objects.select_related("sender", "room").get(pk=message.pk)
    outbox.enqueue(changed)
    transaction.on_commit(partial(forget, changed), robust=True)
    return changed


def lock_quotes(*messages: Message) -> None:
    """Before `begin`, when texts of one room are to change: all rooms that show them, in one order for
    everybody."""
    room = messages[0].room_id
    forwards = Message.objects.filter(forwarded_from__in=messages).exclude(room=room)
    showing = set(forwards.values_list("room_id", flat=True))
    if showing:
        rooms = Room.objects.filter(pk__in=showing | {room}).order_by("pk")
        list(rooms.select_for_update().values_list("pk", flat=True))


def refresh_quotes(*messages: Message) -> None:
    """After `finish`: replies to the messages, and forwards of them, are shown anew."""
    show_anew(Message.objects.standing().quoting(*messages))


def show_anew(messages: QuerySet[Message]) -> None:
    """Each gets a new revision in its room. Lock the rooms before, in one order for everybody."""
    quotes = messages.only("pk", "room_id").order_by("room_id", "-sequence")
    for room_id, of_room in groupby(quotes, lambda quote: quote.room_id):
        _renumber(room_id, list(of_room))


def _renumber(room_id: int, quotes: Sequence[Message]) -> None:
    """Each gets a revision. Of more than a page catches up with, the latest one alone, and so high that every
    page of the room loads its log anew."""
    last = Room.objects.take_revision(room_id, min(len(quotes), MOST_CHANGES + 1))
    changed = quotes if len(quotes) <= MOST_CHANGES else quotes[:1]
    for number, quote in enumerate(changed):
        quote.revision = last - number
    Message.objects.bulk_update(changed, ["revision"])
    outbox.enqueue(changed[0])  # one row calls the whole room
    transaction.on_commit(partial(forget, *quotes), robust=True)
