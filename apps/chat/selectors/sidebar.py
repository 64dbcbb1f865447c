"""A person's conversations, in their order, with what is unread.

What counts by involvement: EVERYTHING shows a number and is in the total (the page's title, the badge of a
narrow page); MENTIONS is bold with a dot, without a number, and not in the total; MUTED, as an archived room,
shows nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet

from apps.accounts.models import User
from apps.chat.models import Draft, Involvement, Kind, Membership, url_of
from apps.chat.selectors.mentions import unread_mentions
from apps.chat.selectors.numbers import Numbers, inbox_of
from apps.chat.selectors.people import others_by_room, title_of
from apps.chat.selectors.unread import MOST_UNREAD, unread


@dataclass(frozen=True)
class Entry:
    """One conversation in the sidebar. `others`: how many people a direct conversation is with."""

    room_id: int
    kind: str
    title: str
    usercode: str
    picture: str  # of whom a direct conversation is with
    other_id: int | None
    others: int
    involvement: str
    is_favourite: bool
    is_archived: bool
    sequence: int  # of the room, when `unread` was counted
    unread: int  # of a muted or archived one none
    mentions: int  # unread ones that call the person
    is_current: bool
    has_draft: bool  # of what stands in the box of the current room, the box itself tells

    @property
    def url(self) -> str:
        return url_of(self.kind, self.room_id)

    @property
    def unread_label(self) -> str:
        return _label(self.unread)

    @property
    def mentions_label(self) -> str:
        return f"@{_label(self.mentions)}"

    @property
    def is_counted(self) -> bool:
        return self.involvement == Involvement.EVERYTHING


@dataclass(frozen=True)
class Sidebar:
    """`inbox` names this state of it: a page that shows another needs a new one."""

    inbox: str
    entries: list[Entry]

    @property
    def unread(self) -> int:
        return sum(entry.unread for entry in self.entries if entry.is_counted)

    @property
    def broadcast(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == Kind.BROADCAST]

    @property
    def favourites(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_favourite and not entry.is_archived]

    @property
    def conversations(self) -> list[Entry]:
        """The latest first."""
        plain = (entry for entry in self.entries if not (entry.is_favourite or entry.is_archived))
        return [entry for entry in plain if entry.kind != Kind.BROADCAST]

    @property
    def archived(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_archived]


def sidebar_for(user: User, current_room: int | None, numbers: Mapping[int, Numbers]) -> Sidebar:
    memberships = (
        user.memberships.select_related("room")
        .annotate(unread=unread(), unread_mentions=unread_mentions(), has_draft=Exists(_drafts()))
        .order_by(
            F("favourite_position").asc(nulls_last=True),
            F("room__last_message_at").desc(nulls_last=True),
            "room_id",
        )
    )
    places = sorted(memberships, key=_shelf)
    others = others_by_room(user, [place.room for place in places])
    entries = [_entry(place, others[place.room_id], current_room) for place in places]
    return Sidebar(inbox=str(inbox_of(user.inbox, numbers.values())), entries=entries)


def _label(count: int) -> str:
    return f"{MOST_UNREAD}+" if count > MOST_UNREAD else str(count)


def _shelf(place: Membership) -> tuple[bool, bool]:
    """Everyone online first, what is archived last."""
    return not place.room.is_broadcast, place.room.is_archived


def _entry(place: Membership, others: Sequence[User], current_room: int | None) -> Entry:
    room = place.room
    partner = others[0] if len(others) == 1 else None
    is_quiet = place.involvement == Involvement.MUTED or room.is_archived
    return Entry(
        room_id=room.pk,
        kind=room.kind,
        title=title_of(room, others),
        usercode=partner.code if partner else "",
        picture=partner.picture if partner else "",
        other_id=partner.pk if partner else None,
        others=len(others),
        involvement=Involvement.MUTED if room.is_archived else place.involvement,
        is_favourite=place.favourite_position is not None and not room.is_broadcast,
        is_archived=room.is_archived,
        sequence=room.last_sequence,
        unread=0 if is_quiet else place.unread,  # type: ignore[attr-defined]
        mentions=0 if room.is_archived else place.unread_mentions,  # type: ignore[attr-defined]
        is_current=room.pk == current_room,
        has_draft=place.has_draft and room.pk != current_room,  # type: ignore[attr-defined]
    )


def _drafts() -> QuerySet[Draft]:
    return Draft.objects.unsent().filter(user=OuterRef("user_id"), room=OuterRef("room_id"))
