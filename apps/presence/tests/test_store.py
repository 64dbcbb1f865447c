import time

import pytest

from apps import guarded_redis
from apps.presence import store
from apps.presence.status import Status
from apps.presence.tests.conftest import ACTIVE, ONLINE, SINCE, kept_for, lapses, left_in

pytestmark = pytest.mark.django_db

VISIBLE = 2000  # ms until the next poll
HIDDEN = 60_000


def status_of(person) -> Status:
    return store.statuses().get(person.pk, Status.OFFLINE)


def test_nobody_is_there_at_first():
    assert store.statuses() == {}


def test_who_polls_is_online(alice):
    store.heartbeat(alice.pk, VISIBLE, active=True)
    assert status_of(alice) == Status.ONLINE


def test_who_only_polls_from_a_hidden_page_is_away(alice):
    store.heartbeat(alice.pk, HIDDEN, active=False)
    assert status_of(alice) == Status.AWAY


def test_whose_time_has_run_out_is_offline_without_beat(alice):
    store.heartbeat(alice.pk, VISIBLE, active=True)
    lapses(alice, 0.001)
    assert status_of(alice) == Status.OFFLINE


def test_a_page_that_hides_becomes_away_when_its_active_time_has_run_out(alice):
    store.heartbeat(alice.pk, VISIBLE, active=True)
    store.heartbeat(alice.pk, HIDDEN, active=False)
    assert status_of(alice) == Status.ONLINE
    lapses(alice, 0.001, ACTIVE)
    assert status_of(alice) == Status.AWAY


@pytest.mark.parametrize(
    ("next_ms", "seconds"),
    [(0, 15), (-5, 15), (2000, 15), (10_000, 25), (30_000, 75), (60_000, 105), (10**12, 105)],
)
def test_one_may_be_late_by_two_and_a_half_polls_within_bounds(alice, next_ms, seconds):
    store.heartbeat(alice.pk, next_ms, active=True)
    assert left_in(alice) == pytest.approx(seconds, abs=0.5)
    assert left_in(alice, ACTIVE) == pytest.approx(seconds, abs=0.5)


def test_a_visible_page_does_not_shorten_what_a_hidden_one_promised(alice):
    store.heartbeat(alice.pk, HIDDEN, active=False)
    store.heartbeat(alice.pk, VISIBLE, active=True)
    assert left_in(alice) == pytest.approx(105, abs=0.5)


def test_two_devices_are_one_person(alice):
    store.heartbeat(alice.pk, VISIBLE, active=True)
    store.heartbeat(alice.pk, HIDDEN, active=False)
    assert store.statuses() == {alice.pk: Status.ONLINE}


# --- Leaving -----------------------------------------------------------------------------------------


def test_who_leaves_stays_for_the_grace_and_no_longer(alice):
    store.heartbeat(alice.pk, HIDDEN, active=True)
    store.leave(alice.pk, grace=10)
    assert status_of(alice) == Status.ONLINE
    assert left_in(alice) == pytest.approx(10, abs=0.5)
    assert left_in(alice, ACTIVE) == pytest.approx(10, abs=0.5)


def test_leaving_without_grace_is_at_once(alice):
    store.heartbeat(alice.pk, VISIBLE, active=True)
    store.leave(alice.pk, grace=0)
    assert status_of(alice) == Status.OFFLINE


def test_the_next_poll_of_another_page_makes_up_for_the_leaving_of_one(alice):
    store.heartbeat(alice.pk, VISIBLE, active=True)
    store.leave(alice.pk, grace=10)
    store.heartbeat(alice.pk, VISIBLE, active=True)
    assert left_in(alice) == pytest.approx(15, abs=0.5)


def test_leaving_twice_does_not_prolong(alice):
    store.heartbeat(alice.pk, VISIBLE, active=True)
    store.leave(alice.pk, grace=2)
    store.leave(alice.pk, grace=10)
    assert left_in(alice) == pytest.approx(2, abs=0.5)


def test_leaving_brings_nobody_in(alice):
    store.leave(alice.pk, grace=10)
    assert status_of(alice) == Status.OFFLINE


# --- The version -------------------------------------------------------------------------------------


def changes_version(action) -> bool:
    before = store.version()
    action()
    return store.version() != before


def test_a_heartbeat_returns_the_version_that_everyone_gets(alice):
    assert store.heartbeat(alice.pk, VISIBLE, active=True) == store.version() == store.look().version


def test_the_version_changes_when_somebody_comes_and_stays_while_they_do(alice, bob):
    assert changes_version(lambda: store.heartbeat(alice.pk, VISIBLE, active=True))
    assert not changes_version(lambda: store.heartbeat(alice.pk, VISIBLE, active=True))
    assert changes_version(lambda: store.heartbeat(bob.pk, HIDDEN, active=False))
    assert changes_version(lambda: store.heartbeat(bob.pk, VISIBLE, active=True))


def test_the_version_changes_by_time_alone(alice):
    store.heartbeat(alice.pk, VISIBLE, active=True)
    assert changes_version(lambda: lapses(alice, 1, ACTIVE))
    assert changes_version(lambda: lapses(alice, 1, ONLINE))


def test_the_version_changes_when_one_goes_as_another_comes(alice, bob):
    store.heartbeat(alice.pk, VISIBLE, active=True)

    def swap() -> None:
        lapses(alice, 1)
        store.heartbeat(bob.pk, VISIBLE, active=True)

    assert changes_version(swap)


def test_the_version_changes_on_leaving_at_once_and_on_touching(alice):
    store.heartbeat(alice.pk, VISIBLE, active=True)
    assert changes_version(lambda: store.leave(alice.pk, grace=0))
    assert changes_version(store.touch)


def test_an_emptied_redis_never_says_an_earlier_version_again(alice):
    def come() -> str:
        return store.heartbeat(alice.pk, VISIBLE, active=True)

    before = come()
    time.sleep(0.002)
    guarded_redis.client().flushdb()
    assert come() != before


# --- Expiry ------------------------------------------------------------------------------------------


def test_expiry_returns_and_forgets_who_is_gone_and_announces_it(alice, bob):
    store.heartbeat(alice.pk, VISIBLE, active=True)
    store.heartbeat(bob.pk, VISIBLE, active=True)
    kept_for(60)
    lapses(bob, 1)
    left = []
    assert changes_version(lambda: left.extend(store.expire()))
    assert left == [bob.pk]
    assert left_in(bob) is None
    assert left_in(bob, ACTIVE) is None
    assert not changes_version(lambda: left.extend(store.expire()))
    assert left == [bob.pk]


def test_expiry_announces_who_became_away_but_they_have_not_left(alice):
    store.heartbeat(alice.pk, VISIBLE, active=True)
    lapses(alice, 1, ACTIVE)
    assert changes_version(lambda: store.expire() == [])
    assert status_of(alice) == Status.AWAY


def test_two_beats_expire_a_person_once(alice):
    store.heartbeat(alice.pk, VISIBLE, active=True)
    kept_for(60)
    lapses(alice, 1)
    assert store.expire() + store.expire() == [alice.pk]
    assert store.takes_last_seen_turn()
    assert not store.takes_last_seen_turn()


# --- Since when --------------------------------------------------------------------------------------


def test_it_knows_since_when_presence_is_kept(alice):
    assert store.look().age == 0
    store.heartbeat(alice.pk, VISIBLE, active=True)
    kept_for(60)
    store.heartbeat(alice.pk, VISIBLE, active=True)
    store.expire()
    assert store.look().age == pytest.approx(60, abs=0.5)


def test_a_break_in_the_keeping_begins_it_anew(alice):
    store.heartbeat(alice.pk, VISIBLE, active=True)
    kept_for(60)
    assert 40_000 < guarded_redis.client().pttl(SINCE) <= 45_000  # three ticks of beat
    guarded_redis.client().pexpire(SINCE, 0)
    store.heartbeat(alice.pk, VISIBLE, active=True)
    assert store.look().age < 1


def test_who_lapsed_before_a_break_was_over_has_not_left(alice, bob):
    store.heartbeat(alice.pk, VISIBLE, active=True)
    lapses(alice, 1)
    guarded_redis.client().delete(SINCE)
    assert store.expire() == []
    assert left_in(alice) is None


def test_it_remembers_who_left_until_they_are_expired(alice):
    store.heartbeat(alice.pk, VISIBLE, active=True)
    kept_for(60)
    lapses(alice, 1)
    assert store.look().gone == {alice.pk}
    store.expire()
    assert store.look().gone == set()


# --- Redis away --------------------------------------------------------------------------------------


def test_nothing_is_known_while_redis_is_away(redis_away):
    assert store.heartbeat(1, VISIBLE, active=True) is None
    assert store.statuses() is None
    assert store.look() is None
    assert store.version() is None
    assert store.expire() == []
    assert not store.takes_last_seen_turn()
    store.leave(1, grace=0)
    store.touch()
