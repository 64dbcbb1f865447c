"""Who is typing where. Redis alone knows, for a few seconds; the database is not asked and never told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from redis import RedisError

from apps import guarded_redis
from apps.accounts.models import User
from apps.chat.models import Room

MOST_MEMBERS = 50  # of a room in which it is told
MOST_SHOWN = 8
LEAST_BETWEEN = 2.5  # seconds; pages say it every three

# A sorted set for each room: "<id> <name>" → until when (ms). One clock for all: Redis's own.
_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
"""
# Says 1 when it is news: not so when the same was said a moment ago.
TYPES = (
    _NOW
    + """
local lasts, least = tonumber(ARGV[2]), tonumber(ARGV[3])
local before = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or 0)
if before > now + lasts - least then return 0 end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + lasts, ARGV[1])
redis.call('PEXPIRE', KEYS[1], lasts)
return 1
"""
)
STOP = """
for at, key in ipairs(KEYS) do
  for _, member in ipairs(redis.call('ZRANGE', key, 0, -1)) do
    if member:sub(1, #ARGV[at]) == ARGV[at] then redis.call('ZREM', key, member) end
  end
end
"""
LOOK = (
    _NOW
    + """
local found = {}
for at, key in ipairs(KEYS) do
  found[at] = redis.call('ZRANGEBYSCORE', key, '(' .. now, '+inf', 'LIMIT', 0, ARGV[1])
end
return found
"""
)


@dataclass(frozen=True, slots=True)
class Typist:
    id: int
    name: str


def are_told_in(room: Room) -> bool:
    if room.is_broadcast:
        return False
    return room.is_direct or room.has_at_most(MOST_MEMBERS)


def types(user: User, room_id: int) -> bool:
    """Notes it for a while. Returns whether the others should hear of it."""
    arguments = [_member(user), str(_ms(settings.TYPING_LASTS)), str(_ms(LEAST_BETWEEN))]
    try:
        return bool(guarded_redis.client().eval(TYPES, 1, _key(room_id), *arguments))
    except RedisError:
        return False  # nobody misses it


def stop(sent: Sequence[tuple[int, int]]) -> None:
    """By (room, person): what was being typed has been sent. Raises RedisError."""
    keys = [_key(room) for room, _ in sent]
    guarded_redis.client().eval(STOP, len(keys), *keys, *(f"{person} " for _, person in sent))


def typing_in(rooms: Sequence[int]) -> dict[int, list[Typist]]:
    """By room, where anybody types. Nobody does while Redis is away."""
    if not rooms:
        return {}
    try:
        found: Any = guarded_redis.client().eval(LOOK, len(rooms), *map(_key, rooms), str(MOST_SHOWN))
    except RedisError:
        return {}
    return {room: [_typist(member) for member in members] for room, members in zip(rooms, found, strict=True)}


def _typist(member: bytes) -> Typist:
    person, _, name = member.decode().partition(" ")
    return Typist(int(person), name)


def _member(user: User) -> str:
    return f"{user.pk} {user.display_name}"


def _key(room_id: int) -> str:
    return f"typing:{room_id}"


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
