"""Redis behind one circuit breaker per server and process: cache, presence and publishing share it.

A hung Redis costs one timeout, once; then every command is refused at once until a probe is answered.
What is refused, and whatever else Redis does not answer, is a `redis.RedisError`.
"""

from apps.guarded_redis.breaker import RedisAwayError
from apps.guarded_redis.cache import FailOpenCache
from apps.guarded_redis.pools import address, client, is_open, keeps, pool, trip

__all__ = ["FailOpenCache", "RedisAwayError", "address", "client", "is_open", "keeps", "pool", "trip"]
