import time

import pytest
import redis

from apps import guarded_redis
from apps.redis_address import Sentinels, for_celery, sentinels

URL = "redis+sentinel://some:p%40ss@one:1,two/team/3?sentinel_password=own"


def test_all_of_it_is_read():
    hosts = (("one", 1), ("two", 26379))
    assert sentinels(URL) == Sentinels(hosts, "team", 3, "some", "p@ss", "own")
    assert sentinels("redis://one:6379/0") is None


def test_celery_is_told_in_its_own_words():
    url, options = for_celery(URL, 0.5)
    assert url == "sentinel://some:p%40ss@one:1/3;sentinel://some:p%40ss@two:26379/3"
    assert options["master_name"] == "team"
    assert options["sentinel_kwargs"]["password"] == "own"
    assert for_celery("unix:///run/redis", 0.5) == ("redis+socket:///run/redis", {})


@pytest.mark.parametrize("url", ["redis+sentinel://one", "redis+sentinel:///team"])
def test_what_is_missing_is_said(url):
    with pytest.raises(ValueError, match="wants hosts and the master's name"):
        sentinels(url)


def test_sentinels_that_are_away_trip_the_breaker(settings):
    settings.REDIS_URL = "redis+sentinel://127.0.0.1:1,127.0.0.1:2/away/0"
    start = time.monotonic()
    with pytest.raises(redis.ConnectionError):
        guarded_redis.client().ping()
    assert guarded_redis.is_open()
    assert time.monotonic() - start < settings.REDIS_TIMEOUT + 0.3
