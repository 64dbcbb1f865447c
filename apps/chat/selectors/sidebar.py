from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F

from apps.accounts.models import User
from apps.chat.models import Membership
from apps.chat.selectors.numbers import Numbers, inbox_of
from apps.chat.selectors.people import others_in, title_of
from apps.chat.selectors.unread import MOST_UNREAD, unread


@dataclass(frozen=True)
class Entry:
    """One conversation in the sidebar."""

    room_id: int
    kind: str
    url: str
    title: str
    usercode: str
    other_id: int | None
    unread: int
    is_current: bool

    @property
    def unread_label(self) -> str:
        return f"{MOST_UNREAD}+" if self.unread > MOST_UNREAD else str(self.unread)


@dataclass(frozen=True)
class Sidebar:
    """`inbox` names this state of it: a page that shows another needs a new one."""

    inbox: str
    entries: list[Entry]

    @property
    def unread(self) -> int:
        return sum(entry.unread for entry in self.entries)


def sidebar_for(user: User, current_room: int | None, numbers: Mapping[int, Numbers]) -> Sidebar:
    memberships = (
        user.memberships.select_related("room")
        .annotate(unread=unread())
        .order_by(F("room__last_message_at").desc(nulls_last=True), "room_id")
    )
    rooms = sorted(memberships, key=lambda membership: not membership.room.is_broadcast)
    others = others_in(user, [membership.room for membership in rooms])
    entries = [_entry(membership, others, current_room) for membership in rooms]
    return Sidebar(inbox=inbox_of(user, numbers), entries=entries)


def _entry(membership: Membership, others: Mapping[int, User], current_room: int | None) -> Entry:
    room, other = membership.room, others.get(membership.room_id)
    return Entry(
        room_id=room.pk,
        kind=room.kind,
        url=room.get_absolute_url(),
        title=title_of(room, other),
        usercode=other.usercode if other else "",
        other_id=other.pk if other else None,
        unread=membership.unread,  # type: ignore[attr-defined]
        is_current=room.pk == current_room,
    )
