"""F22: every task three times, shuffled, and a day late, changes nothing."""

import hashlib
import random
from datetime import timedelta

from django.apps import apps
from django.db.models import F
from django.utils import timezone

from apps.chat.models import Outbox
from config.celery import app
from tests.children import wait_until

TASKS = [
    "apps.chat.tasks.dispatch",
    "apps.chat.tasks.sweep",
    "apps.chat.tasks.purge",
    "apps.presence.tasks.expire_presence",
]


def test_the_list_of_tasks_is_complete():
    app.loader.import_default_modules()
    assert sorted(TASKS) == sorted(name for name in app.tasks if not name.startswith("celery."))


def state():
    """A hash of every row of every table."""
    tables = [sorted(map(repr, model._base_manager.values_list())) for model in apps.get_models()]
    return hashlib.sha256(repr(tables).encode()).hexdigest()


def run(stack, names):
    """Through the real broker and worker; returns when the last one is done."""
    said = len(stack.worker.says())
    with app.connection_for_write(stack.env["REDIS_URL"].replace("unix://", "redis+socket://")) as broker:
        for name in names:
            app.send_task(name, connection=broker)
    wait_until(
        lambda: stack.worker.says()[said:].count(" succeeded in ") >= len(names),
        within=60,
        what="every task has succeeded",
    )
    assert " raised " not in stack.worker.says()[said:]


def test_f22_replayed_tasks_change_nothing(stack, cast, page, is_drained):
    stack.beat.end()
    stack.start("redis", "web", "worker")
    alice, bob = page(cast.alice, cast.room), page(cast.bob, cast.room)
    for n in range(10):
        alice.post(f"alice {n}")
        bob.post(f"bob {n}")
    alice.edit(alice.log.ids[0], "edited")
    bob.delete(bob.log.ids[1])
    for page_ in (alice, bob):
        page_.request("POST", "/messager/presence/leave/", {}, **page_.headers)
    wait_until(is_drained, within=20, what="everything is dispatched")
    run(stack, TASKS)
    before = state()
    replay = TASKS * 3
    random.shuffle(replay)
    run(stack, replay)
    assert state() == before
    a_day = timedelta(days=1)
    Outbox.objects.update(created_at=F("created_at") - a_day, lease_until=F("lease_until") - a_day)
    a_day_late = state()
    run(stack, [name for name in replay if "purge" not in name])
    assert state() == a_day_late
    Outbox.objects.update(done_at=timezone.now() - 2 * a_day)
    run(stack, replay)
    assert not Outbox.objects.exists()
