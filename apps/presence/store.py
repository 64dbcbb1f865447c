"""The only module that talks to Redis about presence. What it cannot tell is None: unknown, not offline."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

import redis
from django.conf import settings
from redis.commands.core import Script

from apps.guarded_redis import client
from apps.presence import scripts
from apps.presence.status import Status

# A poll may come late by this factor before its person counts as gone.
PATIENCE = 2.5
# Presence that nobody kept for so many ticks of beat has begun anew.
TICKS_OF_A_BREAK = 3
LAST_SEEN_TURN = "presence:last-seen-turn"

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look:
    """Presence at one moment."""

    version: str
    age: float  # seconds for which it has been kept without a break
    statuses: dict[int, Status]  # of everyone who is not OFFLINE
    gone: frozenset[int]  # who left in that time and is not forgotten yet


def _none_when_away(function: Callable[P, T]) -> Callable[P, T | None]:
    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return function(*args, **kwargs)
        except redis.RedisError:  # the breaker has said so in the log
            return None

    return wrapper


@dataclass(frozen=True, slots=True)
class Beat:
    """A poll's word for its person. `next_ms`: when it comes again."""

    user_id: int
    next_ms: int
    active: bool


def heartbeat(user_id: int, next_ms: int, active: bool) -> str | None:
    """Keeps a person online for a while longer. Returns the roster's version."""
    return heartbeats([Beat(user_id, next_ms, active)])


@_none_when_away
def heartbeats(beats: Iterable[Beat]) -> str:
    """The same for many in one call."""
    arguments = [_break_ms()]
    for beat in beats:
        lasts = min(
            max(PATIENCE * beat.next_ms / 1000, settings.PRESENCE_SHORTEST), settings.PRESENCE_LONGEST
        )
        arguments += [beat.user_id, _ms(lasts), int(beat.active)]
    return _text(_run(scripts.HEARTBEAT, *arguments))


@_none_when_away
def leave(user_id: int, grace: float) -> None:
    """Lets a person go in `grace` seconds, unless another page of theirs beats until then."""
    _run(scripts.LEAVE, user_id, _ms(grace))


@_none_when_away
def look() -> Look:
    version, age_ms, online, active, gone = _run(scripts.LOOK)
    statuses = dict.fromkeys(map(int, online), Status.AWAY) | dict.fromkeys(map(int, active), Status.ONLINE)
    return Look(_text(version), age_ms / 1000, statuses, frozenset(map(int, gone)))


def statuses() -> dict[int, Status] | None:
    """Of everyone who is not OFFLINE."""
    seen = look()
    return seen.statuses if seen else None


@_none_when_away
def version() -> str:
    """Changes whenever the roster does."""
    return _text(_run(scripts.VERSION))


@_none_when_away
def touch() -> None:
    """Says that the roster changed in what others see: a name, a code, somebody new."""
    _run(scripts.TOUCH)


def expire() -> list[int]:
    """Forgets who is gone and announces it. Returns who they are."""
    return _expire() or []


@_none_when_away
def _expire() -> list[int]:
    return [int(person) for person in _run(scripts.EXPIRE, _break_ms())]


def takes_last_seen_turn() -> bool:
    """True for one caller each PRESENCE_LAST_SEEN_EVERY seconds, however many beats there are."""
    return bool(_take_last_seen_turn())


@_none_when_away
def _take_last_seen_turn() -> Any:
    return client().set(LAST_SEEN_TURN, 1, nx=True, px=_ms(settings.PRESENCE_LAST_SEEN_EVERY))


def _run(script: str, *arguments: int) -> Any:
    return _script(settings.REDIS_URL, script)(keys=scripts.KEYS, args=list(arguments))


@cache
def _script(url: str, source: str) -> Script:
    return client(url).register_script(source)


def _break_ms() -> int:
    return _ms(TICKS_OF_A_BREAK * settings.PRESENCE_EXPIRE_EVERY)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _text(answer: bytes) -> str:
    return answer.decode()
