"""F4: Redis comes back empty. Sessions, messages and the outbox are in the database.

Celery's worker may die when its broker goes while a task is not acknowledged yet: then the process manager
starts it again, here `stack.revive`.
"""

import time

from apps.chat.models import Outbox
from tests.children import wait_until

PROMISED = 30  # seconds


def test_f4_redis_restarts_empty(stack, cast, page, is_drained, measured):
    stack.start("redis", "web", "worker", "beat")
    alice, bob = page(cast.alice, cast.room), page(cast.bob, cast.room)
    bob.load()
    assert alice.post("before").status == 200
    with stack.connection() as client:
        client.flushall()
    stack.redis.kill()
    assert alice.post("while away").status == 200
    assert bob.poll().status == 200
    stack.start("redis")
    began = time.monotonic()
    assert alice.post("after").status == 200
    wait_until(
        lambda: stack.revive("worker") or is_drained(), within=PROMISED, what="everything is dispatched"
    )
    measured(f"dispatched {time.monotonic() - began:.1f} s after Redis was back (promised: {PROMISED})")
    bob.poll()
    assert bob.log.ids == alice.log.ids
    assert len(bob.log.ids) == 3
    assert not Outbox.objects.parked().exists()


def test_f4_the_worker_takes_tasks_again(stack, cast, page, hints):
    """Not by the sweep alone: the worker's own connection to the broker mends."""
    stack.start("redis", "web", "worker")
    stack.redis.kill()
    stack.start("redis")
    alice = page(cast.alice, cast.room)

    def is_nudged():
        stack.revive("worker")
        stack.connection().delete("dispatch:queued")
        assert alice.post("again").status == 200
        return "Task apps.chat.tasks.dispatch" in stack.worker.says().rpartition("Connection to broker")[2]

    wait_until(is_nudged, within=PROMISED, what="a task reaches the worker")
