"""What a person has put aside for later, as far as they may still read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.accounts.models import User
from apps.chat.models import Membership, Message
from apps.chat.selectors.people import others_by_room, title_of

PAGE_SIZE = 30
MOST_SHOWN = 300  # of a room's, told to its page: the latest


@dataclass(frozen=True)
class Place:
    """A message and the name of the conversation that it stands in."""

    message: Message
    title: str


@dataclass(frozen=True)
class SavedPage:
    """The latest first. `before`: where the next page begins, None at the end."""

    places: list[Place]
    before: int | None


def saved_in(membership: Membership) -> list[int]:
    """The ids of the messages of one room that its member has saved."""
    of_room = membership.user.saved.filter(message__room=membership.room_id).order_by("-pk")
    return list(of_room.values_list("message_id", flat=True)[:MOST_SHOWN])


def saved_by(user: User, before: int | None = None) -> SavedPage:
    """What stands in rooms that the person has left is not shown; it comes back with the room."""
    saved = user.saved.filter(message__room__memberships__user=user).order_by("-pk")
    if before is not None:
        saved = saved.filter(pk__lt=before)
    rows = list(saved.values_list("pk", "message_id")[: PAGE_SIZE + 1])
    places = places_of(user, [message for _, message in rows[:PAGE_SIZE]])
    return SavedPage(places, rows[PAGE_SIZE - 1][0] if len(rows) > PAGE_SIZE else None)


def places_of(user: User, ids: Sequence[int]) -> list[Place]:
    """Those that the person may read, in the given order."""
    found = Message.objects.readable_by(user).select_related("sender", "room").in_bulk(ids)
    messages = [found[pk] for pk in ids if pk in found]
    others = others_by_room(user, [message.room for message in messages])
    return [Place(message, title_of(message.room, others[message.room_id])) for message in messages]


def find_readable(user: User, message_id: int | None) -> Place | None:
    """A message of any room of the person's."""
    places = places_of(user, [message_id]) if message_id else []
    return places[0] if places else None
