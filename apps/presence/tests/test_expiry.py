from datetime import timedelta

import pytest
from django.utils import timezone

from apps import guarded_redis
from apps.presence import store
from apps.presence.tasks import expire_presence
from apps.presence.tests.conftest import lapses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("long_kept")]


def was_seen(person) -> bool:
    person.refresh_from_db()
    return bool(person.last_seen) and timezone.now() - person.last_seen < timedelta(seconds=5)


def take_the_turn() -> None:
    assert store.takes_last_seen_turn()


def test_who_left_was_seen_last_now(alice, bob, django_assert_num_queries):
    store.heartbeat(alice.pk, 2000, active=True)
    store.heartbeat(bob.pk, 2000, active=True)
    lapses(bob, 1)
    take_the_turn()
    with django_assert_num_queries(1):
        expire_presence()
    assert was_seen(bob)
    assert not was_seen(alice)


def test_those_online_are_written_down_once_a_minute_in_one_query(alice, bob, django_assert_num_queries):
    store.heartbeat(alice.pk, 2000, active=True)
    store.heartbeat(bob.pk, 60_000, active=False)
    with django_assert_num_queries(1):
        expire_presence()
    assert was_seen(alice)
    assert was_seen(bob)
    with django_assert_num_queries(0):
        expire_presence()
    guarded_redis.client().delete(store.LAST_SEEN_TURN)
    with django_assert_num_queries(1):
        expire_presence()


def test_a_quiet_house_costs_no_sql(django_assert_num_queries):
    with django_assert_num_queries(0):
        expire_presence()


def test_without_redis_nothing_is_written(alice, redis_away, django_assert_num_queries):
    with django_assert_num_queries(0):
        expire_presence()


def test_replaying_it_changes_nothing(alice):
    store.heartbeat(alice.pk, 2000, active=True)
    lapses(alice, 1)
    expire_presence()
    alice.refresh_from_db()
    first = alice.last_seen
    for _ in range(3):
        expire_presence()
    alice.refresh_from_db()
    assert alice.last_seen == first
