"""The conversations that a person can write in, to choose one from."""

from dataclasses import dataclass

from django.db.models import F

from apps.accounts.models import User
from apps.chat.models import Kind, Room
from apps.chat.selectors.people import others_by_room, title_of

MOST = 50  # shown; the search finds the others


@dataclass(frozen=True)
class Conversation:
    room: Room
    title: str
    others: list[User]


def conversations_of(user: User, term: str = "") -> list[Conversation]:
    """Those in whose title `term` occurs, the latest first. Without the broadcast room."""
    latest = F("room__last_message_at").desc(nulls_last=True)
    places = (
        user.memberships.exclude(room__kind=Kind.BROADCAST).select_related("room").order_by(latest, "room")
    )
    rooms = [place.room for place in places if place.may_post and not place.room.is_blocked]
    others = others_by_room(user, rooms)
    found = [Conversation(room, title_of(room, others[room.pk]), others[room.pk]) for room in rooms]
    return [one for one in found if term.casefold() in one.title.casefold()][:MOST]
