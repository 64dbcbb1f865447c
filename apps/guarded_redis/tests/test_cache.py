import time
from importlib import import_module

import pytest
from allauth.core.internal.ratelimit import cache_lock
from django.core.cache import cache

from apps import guarded_redis
from apps.guarded_redis import missed


def test_it_is_a_cache_while_redis_is_there():
    assert cache.add("key", 1)
    assert not cache.add("key", 2)
    assert cache.get("key") == 1
    assert cache.incr("key") == 2
    assert "key" in cache
    assert cache.set_many({"other": [3]}) == []
    assert cache.get_many(["key", "other", "none"]) == {"key": 2, "other": [3]}
    cache.delete("key")
    assert cache.get("key", "default") == "default"


def test_it_is_empty_and_never_raises_while_redis_is_away(redis_away):
    assert cache.get("key") is None
    assert cache.get("key", "default") == "default"
    assert "key" not in cache
    assert cache.get_many(["key"]) == {}
    assert cache.get_or_set("key", lambda: "made") == "made"
    assert cache.set("key", 1) is None
    assert cache.set_many({"key": 1}) == ["key"]
    assert cache.touch("key") is False
    assert cache.delete("key") is False
    cache.delete_many(["key"])
    cache.clear()
    for change in (cache.incr, cache.decr):
        with pytest.raises(ValueError, match="not found"):
            change("key")


def test_what_it_answered_is_the_callers_own(refused_redis):
    cache.get_many(["key"])["key"] = "mine"
    assert cache.get_many(["key"]) == {}


def test_nobody_waits_for_a_lock_while_redis_is_away(redis_away):
    assert cache.get("key") is None
    start = time.monotonic()
    with cache_lock("key") as locked:
        assert locked
    assert time.monotonic() - start < 0.25


def test_the_cache_and_our_own_client_share_the_breaker(hung_redis):
    assert cache.get("key") is None
    assert guarded_redis.is_open()


@pytest.mark.django_db
def test_sessions_live_in_the_database_while_redis_is_away(redis_away, settings):
    store = import_module(settings.SESSION_ENGINE).SessionStore
    start = time.monotonic()
    session = store()
    session["user"] = "alice"
    session.create()
    assert store(session.session_key)["user"] == "alice"
    assert session.exists(session.session_key)
    old = session.session_key
    session.cycle_key()
    assert not store().exists(old)
    session.delete()
    assert not store().exists(session.session_key)
    assert time.monotonic() - start < 1.3


def test_clearing_it_leaves_the_brokers_queues_alone():
    guarded_redis.client().rpush("queue", "task")
    cache.set("key", 1)
    cache.clear()
    assert "key" not in cache
    assert guarded_redis.client().llen("queue") == 1


# --- What Redis missed must not come back with it ---------------------------------------------------


def hangs_while(private_redis, settings, change) -> None:
    private_redis.server.freeze()
    change()
    private_redis.server.thaw()
    time.sleep(settings.REDIS_BREAK + 0.02)


def test_what_was_changed_meanwhile_is_forgotten(private_redis, settings):
    cache.set_many({"set": "old", "deleted": "old", "counted": 1, "kept": "old"})

    def change() -> None:
        cache.set("set", "new")
        cache.delete_many(["deleted"])
        with pytest.raises(ValueError, match="not found"):
            cache.incr("counted")

    hangs_while(private_redis, settings, change)
    assert cache.get_many(["set", "deleted", "counted", "kept"]) == {"kept": "old"}


def test_so_much_changed_that_all_is_forgotten(private_redis, settings, monkeypatch):
    monkeypatch.setattr(missed, "MOST", 2)
    cache.set("kept", "old")
    guarded_redis.client().rpush("queue", "task")
    hangs_while(private_redis, settings, lambda: cache.set_many({"a": 1, "b": 2, "c": 3}))
    assert cache.get("kept") is None
    assert guarded_redis.client().llen("queue") == 1
    cache.set("kept", "new")
    assert cache.get("kept") == "new"


@pytest.mark.django_db
def test_a_session_ended_without_redis_stays_ended(private_redis, settings):
    store = import_module(settings.SESSION_ENGINE).SessionStore
    session = store()
    session["user"] = "alice"
    session.create()
    key = session.session_key
    hangs_while(private_redis, settings, session.flush)
    assert "user" not in store(key)
