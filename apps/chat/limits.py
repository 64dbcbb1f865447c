"""How fast a person may go, and all of them together in one room; newcomers more slowly with what spam uses.

The count lives in Redis; without Redis nobody is held back.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.conf import settings
from django.utils import timezone
from redis import RedisError

from apps import guarded_redis
from apps.accounts.models import Server, User
from apps.accounts.models.server import LONGEST_NEWCOMER_HOURS
from apps.chat.models import Room, direct_key
from apps.chat.problems import TooBusy, TooFast, TooNew

logger = logging.getLogger(__name__)

HOUR = 3600

# A sorted set of what was admitted within the window. Something admitted before is admitted again,
# so the ten parallel copies of one send count once, and none of them slips past a refusal.
ADMIT = """
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ms - ARGV[3])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  return oldest[2] + ARGV[3] - ms
end
redis.call('ZADD', KEYS[1], ms, ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 0
"""


@dataclass(frozen=True)
class Limit:
    """At most `amount` in any `seconds`; of a newcomer at most `newcomers` in any hour."""

    name: str
    amount: int
    seconds: int
    newcomers: int | None = None


MESSAGES = Limit("messages", 5, 5)
ROOM_MESSAGES = Limit("room-messages", 50, 1)  # of all its members together: more is no conversation
BROADCASTS = Limit("broadcasts", 1, 5, newcomers=20)
DIRECTS = Limit("directs", 100, HOUR, newcomers=15)  # conversations begun
EVERYONE = Limit("everyone", 20, HOUR, newcomers=3)  # calls of @everyone
INVITES = Limit("invites", 200, HOUR, newcomers=30)  # of people into rooms
CHANGES = Limit("changes", 30, 10)  # of messages that stand: edits, reactions, pins
LOOK_UPS = Limit("look-ups", 20, 60)
BLOCKS = Limit("blocks", 20, 60)  # each draws everybody's list of people anew
ROOMS = Limit("rooms", 10, 600, newcomers=5)
SEARCHES = Limit("searches", 60, 60)  # what is typed is searched for as it grows


def admit(limit: Limit, user: User, token: str) -> None:
    """Counts `token` (what is being done, named by its nonce) against `limit`.

    Raises TooFast when the limit is reached, TooNew when the one for newcomers is. Fails open: without Redis
    everything is admitted.
    """
    if wait := _wait(f"{limit.name}:{user.pk}", limit.amount, limit.seconds, token):
        raise TooFast(wait)
    if limit.newcomers is None or not is_newcomer(user):
        return
    if wait := _wait(f"{limit.name}-of-newcomers:{user.pk}", limit.newcomers, HOUR, token):
        raise TooNew(wait)


def admit_message(user: User, room: Room, token: str) -> None:
    """Raises TooFast, or TooBusy where all people together say too much at once."""
    admit(MESSAGES, user, token)
    if wait := _wait(f"{ROOM_MESSAGES.name}:{room.pk}", ROOM_MESSAGES.amount, ROOM_MESSAGES.seconds, token):
        raise TooBusy(wait)


def admit_direct(user: User, others: list[User], token: str) -> None:
    """For a message to just these people; to begin their conversation counts on its own. Raises TooFast."""
    admit(MESSAGES, user, token)
    key = direct_key([user.pk, *(other.pk for other in others)])
    if not Room.objects.filter(direct_key=key).exists():
        admit(DIRECTS, user, key)


def is_newcomer(user: User) -> bool:
    """How long an account counts as new is decided in the admin: asked of those alone who could be."""
    age = timezone.now() - user.date_joined
    if user.is_staff or age >= timedelta(hours=LONGEST_NEWCOMER_HOURS):
        return False
    return age < timedelta(hours=Server.current().newcomer_hours)


def _wait(key: str, amount: int, seconds: int, token: str) -> int:
    """Counts it. Returns the seconds until it has a chance; 0: it is admitted."""
    if not settings.RATE_LIMITS:
        return 0
    try:
        milliseconds = guarded_redis.client().eval(
            ADMIT, 1, f"limit:{key}", token, str(amount), str(seconds * 1000)
        )
    except RedisError:
        logger.debug("Redis is away: the limit %s is not enforced", key)
        return 0
    return ceil(int(milliseconds) / 1000)
