from datetime import timedelta

import pytest
from django.utils import timezone

from apps.presence import store
from apps.presence.heartbeat import beat
from apps.presence.status import Status
from tests.people import a_person


def test_a_poll_keeps_its_person_online_without_sql(alice, django_assert_num_queries):
    with django_assert_num_queries(0):
        version = beat(alice, 2000, away=False)
    assert version == store.version()
    assert store.statuses() == {alice.pk: Status.ONLINE}


def test_a_poll_of_a_hidden_page_says_away(alice):
    beat(alice, 60_000, away=True)
    assert store.statuses() == {alice.pk: Status.AWAY}


def test_who_appears_offline_is_never_in_the_store_but_follows_the_roster(db):
    ghost = a_person("ghost", appear_offline=True)
    assert beat(ghost, 2000, away=False) == store.version()
    assert store.statuses() == {}


def test_without_redis_the_database_notes_it_once_a_minute(alice, redis_away, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert beat(alice, 2000, away=False) is None
    alice.refresh_from_db()
    assert timezone.now() - alice.last_seen < timedelta(seconds=5)
    with django_assert_num_queries(0):
        beat(alice, 2000, away=False)
    alice.last_seen -= timedelta(seconds=61)
    with django_assert_num_queries(1):
        beat(alice, 2000, away=False)


def test_without_redis_too_who_appears_offline_leaves_no_trace(refused_redis, db):
    ghost = a_person("ghost", appear_offline=True)
    beat(ghost, 2000, away=False)
    ghost.refresh_from_db()
    assert ghost.last_seen is None


@pytest.mark.usefixtures("long_kept")
def test_with_redis_the_database_is_left_alone(alice):
    beat(alice, 2000, away=False)
    alice.refresh_from_db()
    assert alice.last_seen is None
