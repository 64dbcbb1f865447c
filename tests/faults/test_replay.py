"""F22: every task three times, shuffled, and a day late, changes nothing."""

import hashlib
import random
import re
from datetime import timedelta

from django.apps import apps
from django.db.models import F
from django.utils import timezone

from apps.chat.models import Outbox
from apps.operations.models import Tick
from config.celery import app
from tests.children import wait_until

TASKS = [
    "apps.chat.tasks.clean_exports",
    "apps.chat.tasks.dispatch",
    "apps.chat.tasks.erase",
    "apps.chat.tasks.free",
    "apps.chat.tasks.index_messages",
    "apps.chat.tasks.make_exports",
    "apps.chat.tasks.purge",
    "apps.chat.tasks.sweep",
    "apps.moderation.tasks.end_suspensions",
    "apps.moderation.tasks.tell_moderators",
    "apps.operations.tasks.count_days",
    "apps.operations.tasks.tick",
    "apps.presence.tasks.end_states",
    "apps.presence.tasks.expire_presence",
]


def test_the_list_of_tasks_is_complete():
    app.loader.import_default_modules()
    assert sorted(TASKS) == sorted(name for name in app.tasks if not name.startswith("celery."))


def state():
    """A hash of every row of every table; of the signs of life all but when they were given."""
    tables = [sorted(map(repr, rows_of(model))) for model in apps.get_models()]
    return hashlib.sha256(repr(tables).encode()).hexdigest()


def rows_of(model):
    return model._base_manager.values_list(*(["name"] if model is Tick else []))


def was_stopped(task, said):
    """By one of the tests' short time limits; a busy machine takes longer now and then."""
    return re.search(rf"\[{task}\] raised|exceeded for \S+\[{task}\]", said)


def run(stack, names):
    """Through the real broker and worker; returns when each has succeeded."""
    url = stack.env["REDIS_URL"].replace("unix://", "redis+socket://")
    with app.connection_for_write(url) as broker:
        waiting = {app.send_task(name, connection=broker).id: name for name in names}

        def all_succeeded():
            stack.revive("worker")
            said = stack.worker.says()
            for task, name in list(waiting.items()):
                if f"[{task}] succeeded" in said:
                    del waiting[task]
                elif was_stopped(task, said):
                    waiting[app.send_task(name, connection=broker).id] = waiting.pop(task)
            return not waiting

        wait_until(all_succeeded, within=60, what="every task has succeeded")


def test_f22_replayed_tasks_change_nothing(stack, cast, page, is_drained):
    stack.beat.end()
    stack.start("redis", "web", "worker")
    alice, bob = page(cast.alice, cast.room), page(cast.bob, cast.room)
    for n in range(10):
        alice.post(f"alice {n}")
        bob.post(f"@alice bob {n}")
    alice.edit(alice.log.ids[0], "edited for @bob")
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
