"""How far the others of a small room are: what has reached their pages, and what they have read.

*Delivered* is the highest cursor that a later poll of theirs came with; Redis keeps it. *Read* is their mark.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from redis import RedisError

from apps import guarded_redis
from apps.chat.models import Membership, Room

logger = logging.getLogger(__name__)

MOST_MEMBERS = 20  # of a room in which it is told
KEPT = 90 * 24 * 3600  # seconds, of who does not come back

# For each room a hash: person → revision. It only rises. Says for which it did.
NOTE = """
local risen = {}
for at, key in ipairs(KEYS) do
  local person, cursor = ARGV[2 * at], tonumber(ARGV[2 * at + 1])
  if tonumber(redis.call('HGET', key, person) or 0) < cursor then
    redis.call('HSET', key, person, ARGV[2 * at + 1])
    redis.call('EXPIRE', key, ARGV[1])
    table.insert(risen, at)
  end
end
return risen
"""


@dataclass(frozen=True, slots=True)
class Receipts:
    """Of all others together: the revision that all of their pages have, the sequence that all have read."""

    delivered: int = 0
    read: int = 0


@dataclass(frozen=True, slots=True)
class Position:
    """A poll of `person` came with `cursor`, so the page shows it."""

    room: int
    person: int
    cursor: int


@dataclass(frozen=True, slots=True)
class Marks:
    """Of each member of a room."""

    members: dict[int, Receipts]

    def for_person(self, person: int, apart: Collection[int] = ()) -> Receipts | None:
        """None for who is alone. Of those in `apart`, who are out of the person's sight, nothing is told."""
        if not self.members.keys() - {person}:
            return None
        others = [marks for member, marks in self.members.items() if member != person and member not in apart]
        if not others:
            return Receipts()
        return Receipts(min(one.delivered for one in others), min(one.read for one in others))


def note(positions: Sequence[Position]) -> set[int] | None:
    """Returns the rooms in which somebody got further; None while Redis is away."""
    if not positions:
        return set()
    keys = [_key(position.room) for position in positions]
    arguments = [str(part) for position in positions for part in (position.person, position.cursor)]
    try:
        risen: Any = guarded_redis.client().eval(NOTE, len(keys), *keys, str(KEPT), *arguments)
    except RedisError:
        return None
    return {positions[at - 1].room for at in risen}


def marks_of(room_id: int) -> Marks | None:
    """None for a room with too many members: there it is not told."""
    rows = Membership.objects.filter(room=room_id).order_by("pk").values_list("user_id", "read_up_to")
    members = list(rows[: MOST_MEMBERS + 1])
    if len(members) > MOST_MEMBERS:
        return None
    delivered = _delivered(room_id)
    return Marks({user: Receipts(delivered.get(user, 0), read) for user, read in members})


def are_told_in(room: Room) -> bool:
    if room.is_broadcast:
        return False
    return room.is_direct or room.has_at_most(MOST_MEMBERS)


def _delivered(room_id: int) -> dict[int, int]:
    try:
        found: Any = guarded_redis.client().hgetall(_key(room_id))
    except RedisError:
        return {}
    return {int(person): int(revision) for person, revision in found.items()}


def _key(room_id: int) -> str:
    return f"delivered:{room_id}"
