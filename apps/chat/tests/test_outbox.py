"""Work owed by committed changes: claimed under a lease, tried five times, parked; replay changes nothing."""

import json
import random
from datetime import timedelta

import pytest
import redis
from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps import guarded_redis
from apps.chat import notifications, outbox, services
from apps.chat.models import Membership, Message, Outbox, Recipient, Room
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import Desk, fresh_nonce
from tests.threads import Threads

commits = pytest.mark.django_db(transaction=True)  # for what happens on commit


def lapse() -> None:
    """All leases have run out."""
    Outbox.objects.exclude(lease_until=None).update(lease_until=timezone.now() - timedelta(seconds=1))


def rows_of(*messages: Message) -> set[int]:
    return set(Outbox.objects.filter(message__in=messages).values_list("pk", flat=True))


def claimed() -> set[int]:
    return {row.pk for row in outbox.claim()}


@pytest.fixture(autouse=True)
def patience(settings):
    """A dispatch hands over after a quarter of this; the tests' own second is short on a busy machine."""
    settings.CELERY_TASK_SOFT_TIME_LIMIT = 60


@pytest.fixture
def poison(monkeypatch):
    """Messages whose dispatch fails."""
    bad: set[int] = set()
    real = notifications.announce

    def announce(rows):
        if any(row.message_id in bad for row in rows):
            raise ValueError("poison")
        real(rows)

    monkeypatch.setattr(notifications, "announce", announce)
    return bad


@pytest.fixture
def tasks(monkeypatch) -> list[str]:
    """The tasks that were sent to the broker."""
    sent: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **_: sent.append(name))
    return sent


# --- One row a change -----------------------------------------------------------------------------


def test_every_change_owes_one_row(alice, room, says):
    message = says(alice, room)
    services.edit_message(message, "other")
    services.hide_message(message)
    services.restore_message(message)
    services.delete_message(message)
    assert list(Outbox.objects.order_by("pk").values_list("message_id", "revision")) == [
        (message.pk, n) for n in range(1, 6)
    ]


def test_a_change_that_is_rolled_back_owes_nothing(alice, room):
    with transaction.atomic():
        services.post_message(place(alice, room), "hello", fresh_nonce())
        transaction.set_rollback(True)
    assert not Outbox.objects.exists()


def test_one_change_cannot_owe_twice(alice, room, says):
    message = says(alice, room)
    with pytest.raises(IntegrityError), transaction.atomic():
        outbox.enqueue(message)


# --- The nudge ------------------------------------------------------------------------------------


@commits
def test_many_changes_in_a_moment_are_one_task(alice, room, chatter, tasks):
    chatter(alice, room, 5)
    assert tasks == ["apps.chat.tasks.dispatch"]
    assert 0 < guarded_redis.client().pttl(outbox.QUEUED) <= outbox.QUEUED_MS


@commits
def test_what_comes_while_a_dispatch_works_is_done_by_it(alice, room, says, tasks, monkeypatch):
    says(alice, room)
    announce = notifications.announce

    def announce_while_somebody_sends(rows):
        monkeypatch.setattr(notifications, "announce", announce)
        says(alice, room, "meanwhile")
        announce(rows)

    monkeypatch.setattr(notifications, "announce", announce_while_somebody_sends)
    assert services.dispatch() == 2
    assert len(tasks) == 1


@commits
def test_what_comes_after_a_dispatch_sends_another(alice, room, says, tasks):
    says(alice, room)
    services.dispatch()
    says(alice, room, "later")
    assert len(tasks) == 2


@commits
def test_what_comes_between_the_last_look_and_letting_go_is_not_left(alice, room, says, tasks, monkeypatch):
    """Its sender asked for no task, because one was still at work."""
    has_work, looks = outbox.has_work, []

    def look_and_then_somebody_sends():
        looks.append(has_work())
        if len(looks) == 1:
            says(alice, room, "just too late")
        return looks[-1]

    says(alice, room)
    monkeypatch.setattr(outbox, "has_work", look_and_then_somebody_sends)
    assert services.dispatch() == 2
    assert len(tasks) == 1


@commits
def test_a_dispatch_that_never_gets_done_hands_over(alice, room, says, tasks, settings):
    settings.CELERY_TASK_SOFT_TIME_LIMIT = 0
    says(alice, room)
    assert services.dispatch() == 1
    assert len(tasks) == 2


@commits
def test_a_send_never_waits_for_a_broker_that_does_not_take_it(alice, room, monkeypatch):
    """Nor does the next: the broker is Redis, and that is left alone for a while."""
    tripped = []

    def refuse(*args, **kwargs):
        raise OperationalError("no broker")

    monkeypatch.setattr(current_app, "send_task", refuse)
    monkeypatch.setattr(guarded_redis, "trip", lambda **why: tripped.append(why))
    assert Desk(alice, room).sends("hello").status_code == 200
    assert len(tripped) == 1
    assert services.dispatch() == 1


@commits
def test_whatever_goes_wrong_after_the_commit_the_message_is_acknowledged(alice, room, monkeypatch):
    monkeypatch.setattr(current_app, "send_task", lambda *args, **kwargs: 1 / 0)
    assert Desk(alice, room).sends("hello").status_code == 200
    assert Outbox.objects.open().count() == 1


@commits
@pytest.mark.usefixtures("redis_away")
def test_without_redis_a_send_is_acknowledged_and_the_sweep_finds_it(alice, room):
    assert Desk(alice, room).sends("hello").status_code == 200
    assert outbox.has_work()
    assert services.dispatch() == 1
    assert not outbox.has_work()


# --- Claim and lease ------------------------------------------------------------------------------


def test_what_one_has_claimed_no_other_gets_until_its_lease_lapses(alice, room, chatter):
    rows = rows_of(*chatter(alice, room, 3))
    assert claimed() == rows
    assert claimed() == set()
    assert not outbox.has_work()
    lapse()
    assert outbox.has_work()
    assert len(claimed()) == 1


def test_new_rows_come_in_batches(alice, room, chatter):
    chatter(alice, room, outbox.BATCH + 1)
    assert [len(outbox.claim()) for _ in range(3)] == [outbox.BATCH, 1, 0]


def test_the_attempt_is_counted_before_the_work(alice, room, says):
    says(alice, room)
    outbox.claim()
    assert Outbox.objects.get().attempts == 1


def test_the_lease_is_by_the_databases_clock(alice, room, says, settings):
    says(alice, room)
    outbox.claim()
    left = Outbox.objects.get().lease_until - timezone.now()
    assert settings.OUTBOX_LEASE - 10 < left.total_seconds() <= settings.OUTBOX_LEASE + 1


def test_new_rows_do_not_wait_behind_tried_ones(alice, room, says):
    says(alice, room)
    outbox.claim()
    lapse()
    fresh = says(alice, room, "fresh")
    assert claimed() == rows_of(fresh)


def test_done_rows_are_claimed_no_more(alice, room, chatter):
    chatter(alice, room, 3)
    assert services.dispatch() == 3
    lapse()
    assert claimed() == set()
    assert services.dispatch() == 0


# --- The park -------------------------------------------------------------------------------------


def test_a_row_that_kills_its_worker_is_parked_after_five_tries_and_takes_none_along(alice, room, chatter):
    messages = chatter(alice, room, 4)
    (bad,) = rows_of(messages[1])
    rounds = 0
    while rows := outbox.claim():
        rounds += 1
        if bad not in {row.pk for row in rows}:
            outbox.finish(rows)
        lapse()  # the worker died, or is done
        assert rounds < 20
    row = Outbox.objects.get(pk=bad)
    assert (row.attempts, bool(row.parked_at), row.done_at) == (5, True, None)
    good = Outbox.objects.exclude(pk=bad)
    assert not good.filter(done_at=None).exists()
    assert set(good.values_list("attempts", flat=True)) == {2}


def test_a_row_whose_work_fails_is_tried_alone_then_parked_with_the_reason(alice, room, chatter, poison):
    messages = chatter(alice, room, 6)
    poison.add(messages[2].pk)
    assert services.dispatch() == 5
    (bad,) = rows_of(messages[2])
    for _ in range(10):
        lapse()
        services.dispatch()
    row = Outbox.objects.get(pk=bad)
    assert (row.attempts, bool(row.parked_at)) == (5, True)
    assert "poison" in row.error
    assert not Outbox.objects.exclude(pk=bad).filter(done_at=None).exists()


def test_two_poison_rows_in_one_batch_take_no_innocent_one_along(alice, room, chatter, poison):
    messages = chatter(alice, room, 20)
    poison |= {messages[3].pk, messages[11].pk}
    for _ in range(8):
        services.dispatch()
        lapse()
    assert {row.message_id for row in Outbox.objects.parked()} == poison
    assert Outbox.objects.filter(done_at__isnull=False).count() == 18


def test_a_row_that_failed_alone_rests_until_its_lease_lapses(alice, room, says, poison):
    poison.add(says(alice, room).pk)
    services.dispatch()
    assert Outbox.objects.get().attempts == 1
    services.dispatch()
    assert Outbox.objects.get().attempts == 1
    lapse()
    services.dispatch()
    assert Outbox.objects.get().attempts == 2


@commits
def test_a_time_limit_that_strikes_in_a_begin_locks_nobody_out(alice, room, says, monkeypatch):
    says(alice, room)

    def struck(_):
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")  # and Django does not know
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(notifications, "announce", struck)
    services.dispatch()
    errors, threads = [], Threads()
    threads.start(lambda: errors.append(Outbox.objects.get().error))  # by another connection
    threads.join()
    assert "SoftTimeLimitExceeded" in errors[0]


def test_the_queue_flows_past_a_parked_row(alice, room, says, poison):
    poison.add(says(alice, room).pk)
    for _ in range(7):
        services.dispatch()
        lapse()
    assert Outbox.objects.parked().count() == 1
    says(alice, room, "and on")
    assert services.dispatch() == 1


def test_a_parked_row_gets_its_tries_back(alice, room, says, poison):
    poison.add(says(alice, room).pk)
    for _ in range(7):
        services.dispatch()
        lapse()
    poison.clear()
    assert outbox.retry_parked(Outbox.objects.all()) == 1
    assert services.dispatch() == 1
    assert Outbox.objects.get().done_at


def test_retrying_leaves_alone_what_is_not_parked(alice, room, chatter):
    chatter(alice, room, 2)
    services.dispatch()
    assert outbox.retry_parked(Outbox.objects.all()) == 0
    assert not Outbox.objects.open().exists()


def test_what_was_parked_and_got_done_after_all_is_done(alice, room, says):
    says(alice, room)
    Outbox.objects.update(attempts=4)
    rows = outbox.claim()
    lapse()
    outbox.claim()  # another worker parks it, while the first is only slow
    assert Outbox.objects.parked().exists()
    outbox.finish(rows)
    assert not Outbox.objects.parked().exists()
    assert Outbox.objects.get().done_at


# --- Replay and purge -----------------------------------------------------------------------------


def state() -> dict:
    tables = (Room, Membership, Message, Recipient)
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in tables}


def test_replay_in_any_order_changes_nothing(alice, bob, room, direct, everyone, come_online, chatter):
    come_online(bob)
    for where in (room, direct, everyone):
        chatter(alice, where, 3)
    services.dispatch()
    before = state()
    dice = random.Random(3)
    for _ in range(3):
        rows = list(Outbox.objects.select_related("message__room"))
        dice.shuffle(rows)
        notifications.announce(rows)
        Outbox.objects.filter(pk__in=[row.pk for row in rows[:5]]).update(done_at=None, lease_until=None)
        services.dispatch()
    assert state() == before


def test_done_rows_go_after_a_day_and_no_others(alice, room, chatter):
    messages = chatter(alice, room, 4)
    services.dispatch()
    ages = {messages[0]: 23, messages[1]: 25}
    for message, hours in ages.items():
        Outbox.objects.filter(message=message).update(done_at=timezone.now() - timedelta(hours=hours))
    Outbox.objects.filter(message=messages[2]).update(
        done_at=None, parked_at=timezone.now() - timedelta(days=9)
    )
    Outbox.objects.update(created_at=timezone.now() - timedelta(days=9))
    assert outbox.purge_done() == 1
    assert not rows_of(messages[1])
    assert Outbox.objects.count() == 3


# --- Hints ----------------------------------------------------------------------------------------


@pytest.fixture
def hints(settings):
    """What readers are told; call it for what came since."""
    with (
        redis.Redis.from_url(settings.REDIS_URL) as client,
        client.pubsub(ignore_subscribe_messages=True) as ear,
    ):
        ear.subscribe(notifications.CHANNEL)
        ear.get_message(timeout=5)

        def heard() -> list[dict]:
            found = []
            while message := ear.get_message(timeout=0.2):
                found.append(json.loads(message["data"]))
            return found

        yield heard


def test_one_hint_a_room_names_its_numbers_and_whom_it_concerns(
    alice, bob, charlie, room, everyone, come_online, chatter, hints
):
    come_online(bob)
    chatter(alice, room, 3)
    chatter(alice, everyone, 2)
    services.dispatch()
    told = {hint["room"]: hint for hint in hints()}
    assert told == {
        room.pk: {
            "room": room.pk,
            "kind": "open",
            "sequence": 3,
            "revision": 3,
            "sender": alice.pk,
            "audience": None,
        },
        everyone.pk: {
            "room": everyone.pk,
            "kind": "broadcast",
            "sequence": 2,
            "revision": 2,
            "sender": alice.pk,
            "audience": [alice.pk, bob.pk],
        },
    }


def test_a_hint_holds_no_word_of_what_was_said(alice, room, says, hints):
    says(alice, room, "canary")
    services.dispatch()
    assert "canary" not in json.dumps(hints())


def test_a_batch_costs_the_same_for_few_and_many(alice, bob, room, everyone, come_online, chatter):
    come_online(bob)
    costs = []
    for count in (2, 60):
        chatter(alice, room, count)
        chatter(alice, everyone, count)
        with CaptureQueriesContext(connection) as queries:
            services.dispatch()
        costs.append(len(queries))
    assert costs[0] == costs[1]
