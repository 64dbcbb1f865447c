"""F1, F2: kill -9 in the middle of a dispatch. The message has been visible all along."""

import os
import signal
import time

import pytest

from apps.chat.models import Outbox
from tests.children import wait_until

PROMISED = 6.7  # seconds: the 60 of the real pace, at that of the tests' tasks
ALLOWED = 4 * PROMISED  # a busy machine


@pytest.fixture
def sent(stack, sabotage, hints, cast, page):
    """A message of Alice's whose dispatch stands still in a pool child; Bob has read it already."""
    stack.start("redis", "web")
    sabotage.pause_one_dispatch()
    sabotage.start()
    bob, alice = page(cast.bob, cast.room), page(cast.alice, cast.room)
    bob.load()
    assert alice.post("hello").status == 200
    bob.poll()
    assert bob.log.ids == alice.log.ids != []
    return Outbox.objects.get(message=bob.log.ids[0])


def is_done(row):
    return Outbox.objects.filter(pk=row.pk, done_at__isnull=False).exists()


def dispatched_once(row, hints, measured, since):
    wait_until(lambda: is_done(row), within=ALLOWED, what="the message is dispatched")
    measured(f"dispatched after {time.monotonic() - since:.1f} s (promised: {PROMISED})")
    row.refresh_from_db()
    assert row.attempts == 2
    assert hints.times(row.message.room_id) == {1: 1}


def test_f1_a_killed_pool_child_delays_the_dispatch_alone(sent, sabotage, hints, measured):
    os.kill(sabotage.paused_pid(), signal.SIGKILL)
    dispatched_once(sent, hints, measured, time.monotonic())


def test_f2_a_killed_worker_delays_the_dispatch_alone(sent, sabotage, hints, measured):
    sabotage.paused_pid()
    sabotage.worker.kill()
    sabotage.start()
    dispatched_once(sent, hints, measured, time.monotonic())
