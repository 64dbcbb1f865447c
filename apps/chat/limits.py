"""How fast a person may go. The count lives in Redis; without Redis nobody is held back."""

import logging
from dataclasses import dataclass
from math import ceil

from django.conf import settings
from redis import RedisError

from apps import guarded_redis
from apps.accounts.models import User
from apps.chat.problems import TooFast

logger = logging.getLogger(__name__)

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
    """At most `amount` in any `seconds`."""

    name: str
    amount: int
    seconds: int


MESSAGES = Limit("messages", 5, 5)
BROADCASTS = Limit("broadcasts", 1, 5)
CHANGES = Limit("changes", 30, 10)  # of messages that stand: edits, reactions, pins
LOOK_UPS = Limit("look-ups", 20, 60)
BLOCKS = Limit("blocks", 20, 60)  # each draws everybody's list of people anew
ROOMS = Limit("rooms", 10, 600)
SEARCHES = Limit("searches", 60, 60)  # what is typed is searched for as it grows


def admit(limit: Limit, user: User, token: str) -> None:
    """Counts `token` (what is being done, named by its nonce) against `limit`.

    Raises TooFast when the limit is reached. Fails open: without Redis everything is admitted.
    """
    if not settings.RATE_LIMITS:
        return
    try:
        wait = int(
            guarded_redis.client().eval(
                ADMIT, 1, f"limit:{limit.name}:{user.pk}", token, str(limit.amount), str(limit.seconds * 1000)
            )
        )
    except RedisError:
        logger.debug("Redis is away: the limit on %s is not enforced", limit.name)
        return
    if wait > 0:
        raise TooFast(ceil(wait / 1000))
