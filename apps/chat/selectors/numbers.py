"""How far each of a person's rooms is: all that a quiet poll reads."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.accounts.models import User
from apps.chat.models import Kind


@dataclass(frozen=True, slots=True)
class Numbers:
    """How far a room is, and who sent the last message."""

    last_sequence: int
    last_revision: int
    kind: str
    last_sender_id: int | None

    @property
    def is_broadcast(self) -> bool:
        return self.kind == Kind.BROADCAST


@dataclass(frozen=True, slots=True)
class Inbox:
    """The name of a sidebar's state; a page that shows another needs news.

    `personal` counts what concerns the person alone. Sequences only rise, so `said`, the sum of them,
    moves with each message; broadcasts are told apart, because not all of them are for everyone.
    """

    personal: int
    rooms: int
    said: int
    broadcasts: int

    def covers(self, other: "Inbox") -> bool:
        """Whether it is the same or later: of the same rooms, and nothing said that it does not know."""
        is_same = (self.personal, self.rooms) == (other.personal, other.rooms)
        return is_same and self.said >= other.said and self.broadcasts >= other.broadcasts

    def __str__(self) -> str:
        return f"{self.personal}.{self.rooms}.{self.said}.{self.broadcasts}"


def numbers_of(user: User) -> dict[int, Numbers]:
    """Every room of `user` and how far it is: what a quiet poll needs, in one query."""
    fields = ("room_id", *(f"room__{name}" for name in Numbers.__slots__))
    return {room: Numbers(*numbers) for room, *numbers in user.memberships.values_list(*fields)}


def inbox_of(personal: int, rooms: Iterable[Numbers]) -> Inbox:
    count = said = broadcasts = 0
    for numbers in rooms:
        count += 1
        if numbers.is_broadcast:
            broadcasts += numbers.last_sequence
        else:
            said += numbers.last_sequence
    return Inbox(personal, count, said, broadcasts)


def parse_inbox(token: str) -> Inbox | None:
    """None for anything that no page of ours shows."""
    parts = token.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    return Inbox(*map(int, parts))
