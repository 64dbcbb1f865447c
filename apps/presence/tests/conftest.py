import pytest
from django.conf import settings as configured

from apps import guarded_redis
from apps.presence import scripts
from tests.people import a_person

ONLINE, ACTIVE, COUNTER, SINCE = scripts.KEYS


@pytest.fixture(autouse=True)
def everyday_times(settings):
    """Ages are written, not waited for: so the times may be the real ones."""
    settings.PRESENCE_SHORTEST = 15.0
    settings.PRESENCE_LONGEST = 105.0
    settings.PRESENCE_LEAVE_GRACE = 10.0
    settings.PRESENCE_EXPIRE_EVERY = 15.0
    settings.PRESENCE_LAST_SEEN_EVERY = 60.0
    settings.ROSTER_INTERVAL = 15.0


def now_ms() -> int:
    seconds, microseconds = guarded_redis.client().time()
    return seconds * 1000 + microseconds // 1000


def left_in(person, key: str = ONLINE) -> float | None:
    """Seconds until the person's score lapses."""
    score = guarded_redis.client().zscore(key, person.pk)
    return None if score is None else (score - now_ms()) / 1000


def lapses(person, seconds_ago: float, *keys: str) -> None:
    """As if the person's time had run out so long ago."""
    for key in keys or (ONLINE, ACTIVE):
        guarded_redis.client().zadd(key, {person.pk: now_ms() - round(seconds_ago * 1000)}, xx=True)


def kept_for(seconds: float) -> None:
    """As if presence had been kept for so long."""
    guarded_redis.client().set(SINCE, now_ms() - round(seconds * 1000), keepttl=True)


@pytest.fixture
def signed_in(client):
    """A browser where that person is signed in."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def dora(db):
    return a_person("dora")


@pytest.fixture
def long_kept():
    """No start, no outage lately."""
    guarded_redis.client().set(SINCE, now_ms() - 3_600_000, px=45_000)
    assert configured.PRESENCE_LONGEST < 3600
