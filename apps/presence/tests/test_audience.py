from datetime import timedelta

import pytest
from django.utils import timezone

from apps import guarded_redis
from apps.accounts.models import User
from apps.presence import store
from apps.presence.audience import online_ids
from apps.presence.expiry import expire_presence
from apps.presence.tests.conftest import SINCE, kept_for, lapses
from tests.people import a_person


def seen(person, seconds_ago: float) -> None:
    User.objects.filter(pk=person.pk).update(last_seen=timezone.now() - timedelta(seconds=seconds_ago))


def reaches(sender) -> set[str]:
    """The names of those to whom a broadcast of `sender` goes."""
    return set(User.objects.filter(pk__in=online_ids(excluding=sender.pk)).values_list("username", flat=True))


@pytest.mark.usefixtures("long_kept")
class TestWithRedis:
    def test_everyone_online_or_away_but_the_sender(self, alice, bob, charlie, dora):
        for person in (alice, bob):
            store.heartbeat(person.pk, 2000, active=True)
        store.heartbeat(charlie.pk, 60_000, active=False)
        assert reaches(alice) == {"bob", "charlie"}

    def test_none_who_is_gone_however_lately_the_database_saw_them(self, alice, bob):
        store.heartbeat(bob.pk, 2000, active=True)
        lapses(bob, 1)
        expire_presence()
        seen(bob, 1)
        assert reaches(alice) == set()

    def test_none_who_appears_offline_or_is_deactivated(self, alice, bob, charlie):
        for person in (bob, charlie):
            store.heartbeat(person.pk, 2000, active=True)
        User.objects.filter(pk=bob.pk).update(appear_offline=True)
        User.objects.filter(pk=charlie.pk).update(is_active=False)
        assert reaches(alice) == set()

    def test_it_costs_one_query(self, alice, bob, django_assert_num_queries):
        store.heartbeat(bob.pk, 2000, active=True)
        with django_assert_num_queries(1):
            assert online_ids(excluding=alice.pk) == [bob.pk]


class TestWithoutRedis:
    @pytest.fixture(autouse=True)
    def _away(self, redis_away):
        pass

    def test_those_whom_the_database_saw_within_three_minutes(self, alice, bob, charlie, dora):
        seen(alice, 1)
        seen(bob, 170)
        seen(charlie, 190)
        assert reaches(alice) == {"bob"}

    def test_none_who_appears_offline_or_is_deactivated(self, alice):
        seen(a_person("ghost", appear_offline=True), 1)
        seen(a_person("former", is_active=False), 1)
        assert reaches(alice) == set()

    def test_it_costs_one_query(self, alice, bob, django_assert_num_queries):
        seen(bob, 1)
        store.look()
        with django_assert_num_queries(1):
            assert online_ids(excluding=alice.pk) == [bob.pk]


class TestRedisCameBackEmpty:
    """Presence has been kept for 30 s: it has not heard yet of those whose pages poll once a minute."""

    @pytest.fixture(autouse=True)
    def _came_back(self, alice):
        store.heartbeat(alice.pk, 2000, active=True)
        kept_for(30)

    def test_those_seen_shortly_before_count_until_they_are_heard_of(self, alice, bob, charlie, dora):
        seen(bob, 40)
        seen(charlie, 190)
        assert reaches(alice) == {"bob"}

    def test_they_join_those_known(self, alice, bob, charlie):
        seen(bob, 40)
        store.heartbeat(charlie.pk, 2000, active=True)
        assert reaches(alice) == {"bob", "charlie"}

    def test_who_came_and_left_since_is_gone(self, alice, bob):
        seen(bob, 40)
        store.heartbeat(bob.pk, 2000, active=True)
        store.leave(bob.pk, grace=0)
        assert reaches(alice) == set()
        expire_presence()
        assert reaches(alice) == set()

    def test_who_left_since_without_having_come_is_gone_too(self, alice, bob):
        seen(bob, 40)
        store.leave(bob.pk, grace=10)
        assert reaches(alice) == set()
        expire_presence()
        assert reaches(alice) == set()

    def test_none_who_appears_offline_or_is_deactivated(self, alice):
        seen(a_person("ghost", appear_offline=True), 40)
        seen(a_person("former", is_active=False), 40)
        assert reaches(alice) == set()

    def test_after_the_longest_silence_of_a_living_page_the_store_alone_decides(self, alice, bob):
        seen(bob, 110)
        assert reaches(alice) == {"bob"}
        kept_for(106)
        assert reaches(alice) == set()

    def test_a_flushed_redis_that_nobody_has_written_to_counts_as_empty(self, alice, bob):
        guarded_redis.client().flushdb()
        seen(bob, 1)
        assert reaches(alice) == {"bob"}


def test_a_redis_that_was_away_and_kept_its_data_counts_as_empty(alice, bob):
    """Nobody could beat meanwhile: all have lapsed, and none of them left."""
    for person in (alice, bob):
        store.heartbeat(person.pk, 2000, active=True)
        lapses(person, 60)
        seen(person, 50)
    guarded_redis.client().pexpire(SINCE, 0)
    expire_presence()
    store.heartbeat(alice.pk, 2000, active=True)
    assert reaches(alice) == {"bob"}


def test_a_fresh_house_reaches_nobody_who_was_never_seen(alice, bob):
    assert reaches(alice) == set()
