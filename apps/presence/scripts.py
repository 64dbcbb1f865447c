"""What runs inside Redis: one clock for all, and nobody between a look and a change. Redis 6.2 commands.

Keys: `online` and `active` are sorted sets, person → until when (ms); `counter` rises with every change
that others see; `since` says from when on presence has been kept without a break, and lapses when nobody,
not even beat, has kept it for a while: Redis was emptied, or away.
"""

KEYS = ["presence:online", "presence:active", "presence:counter", "presence:since"]

_COMMON = """
local online, active, counter, since = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function until_when(key, person)
  return tonumber(redis.call('ZSCORE', key, person) or 0)
end

local function status(person)
  if until_when(online, person) <= now then return 'offline' end
  return until_when(active, person) > now and 'online' or 'away'
end

-- It starts at the time, so that an emptied Redis never says an earlier version again.
local function changed()
  redis.call('SET', counter, now, 'NX')
  redis.call('INCR', counter)
end

local function live(key)
  return redis.call('ZCOUNT', key, '(' .. now, '+inf')
end

-- The counts let it change by time alone, with beat dead too.
local function version()
  return (redis.call('GET', counter) or '0') .. '.' .. live(online) .. '.' .. live(active)
end

local function keep(break_ms)
  redis.call('SET', since, now, 'NX')
  redis.call('PEXPIRE', since, break_ms)
end
"""

# Any number of people at once: (person, lasts, is active) for each.
HEARTBEAT = (
    _COMMON
    + """
keep(ARGV[1])
for at = 2, #ARGV, 3 do
  local person, lasts, is_active = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local before = status(person)
  redis.call('ZADD', online, 'GT', now + lasts, person)
  if is_active == '1' then redis.call('ZADD', active, 'GT', now + lasts, person) end
  if status(person) ~= before then changed() end
end
return version()
"""
)

LEAVE = (
    _COMMON
    + """
local person, grace = ARGV[1], ARGV[2]
local before = status(person)
for _, key in ipairs({online, active}) do
  if until_when(key, person) > now + grace then redis.call('ZADD', key, now + grace, person) end
end
-- One not known here until now is known as gone from now on.
redis.call('ZADD', online, 'NX', now, person)
if status(person) ~= before then changed() end
"""
)

LOOK = (
    _COMMON
    + """
local from = tonumber(redis.call('GET', since) or now)
return {
  version(),
  now - from,
  redis.call('ZRANGEBYSCORE', online, '(' .. now, '+inf'),
  redis.call('ZRANGEBYSCORE', active, '(' .. now, '+inf'),
  redis.call('ZRANGEBYSCORE', online, from, now),
}
"""
)

VERSION = _COMMON + "return version()"

TOUCH = _COMMON + "changed()"

# Who lapsed before `since` did not leave: nobody could keep them. They go without a word.
EXPIRE = (
    _COMMON
    + """
keep(ARGV[1])
local left = redis.call('ZRANGEBYSCORE', online, redis.call('GET', since), now)
local stale = redis.call('ZREMRANGEBYSCORE', online, '-inf', now)
stale = stale + redis.call('ZREMRANGEBYSCORE', active, '-inf', now)
if stale > 0 then changed() end
return left
"""
)
