"""What a monitor reads from real processes, and that nobody else does."""

import os
import subprocess
import sys

import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families

from apps.chat import selectors
from tests.browserlike import Browser
from tests.children import wait_until
from tests.live.process import LiveProcesses
from tests.operations.conftest import TOKEN, as_monitor, get
from tests.people import a_session
from tests.stack import ROOT, free_port

pytestmark = pytest.mark.faults

SOON = 30.0  # seconds, on a busy machine


def figures(port, path="/metrics"):
    """Each figure's value by its name and labels."""
    answer = as_monitor(port, path)
    assert answer.status == 200
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@pytest.fixture
def measured_stack(watched):
    watched.metrics_port = free_port()
    watched.adjust({"METRICS_ADDRESS": f"127.0.0.1:{watched.metrics_port}"})
    yield watched.start("redis", "web", "worker")
    watched.env.pop("METRICS_ADDRESS")


def test_requests_are_counted_by_view_and_status(measured_stack, cast, page):
    before = figures(measured_stack.port)  # other tests' processes have counted into the same folder
    alice = page(cast.alice, cast.room)
    for n in range(3):
        assert alice.post(f"number {n}").status == 200
    assert get(measured_stack.port, "/nowhere/").status == 404
    seen = figures(measured_stack.port)

    def more(*figure):
        return seen[figure] - before.get(figure, 0)

    assert more("messager_requests_total", "200", "chat:messages") == 3
    assert more("messager_request_seconds_count", "chat:messages") == 3
    assert more("messager_requests_total", "404", "none") == 1


def test_what_is_owed_and_who_is_here(measured_stack, cast, page):
    alice = page(cast.alice, cast.room)
    alice.poll()
    assert alice.post("hello").status == 200
    wait_until(
        lambda: ("messager_dispatch_seconds_max",) in figures(measured_stack.port),
        within=SOON,
        what="a dispatch is measured",
    )
    seen = figures(measured_stack.port)
    assert seen["messager_outbox_open",] == seen["messager_outbox_parked",] == 0
    assert seen["messager_outbox_oldest_seconds",] == 0
    assert seen["messager_people_online",] == 1
    assert seen["messager_queue_length", "dispatch"] >= 0
    assert seen["messager_health", "database"] == 1
    assert seen["messager_tick_age_seconds", "worker"] < SOON


def test_without_redis_the_other_figures_are_there(measured_stack):
    measured_stack.redis.kill()
    seen = figures(measured_stack.port)
    assert seen["messager_health", "redis"] == 0
    assert seen["messager_outbox_open",] == 0
    assert ("messager_people_online",) not in seen


def test_tasks_are_counted_by_the_worker(measured_stack, cast, page):
    task = "apps.chat.tasks.dispatch"
    assert page(cast.alice, cast.room).post("hello").status == 200
    wait_until(
        lambda: figures(measured_stack.metrics_port).get(("messager_tasks_total", task, "success"), 0) >= 1,
        within=SOON,
        what="the task is counted",
    )
    assert figures(measured_stack.metrics_port)["messager_task_seconds_count", task] >= 1


COUNTS = """
import django, prometheus_client
django.setup()
from apps.operations.metrics.tasks import TASKS
TASKS.labels("a task", "success").inc()
"""


def test_figures_are_shared_whoever_imported_prometheus_before(tmp_path):
    """As Flower does, which the celery command loads before the worker."""
    figures_of_one = {"METRICS_TOKEN": TOKEN, "METRICS_DIR": str(tmp_path)}
    django = {"DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run(
        [sys.executable, "-c", COUNTS], env=os.environ | django | figures_of_one, cwd=ROOT, check=True
    )
    (kept,) = tmp_path.rglob("counter_*.db")
    assert b"a task" in kept.read_bytes()


def test_what_ended_children_counted_is_kept_in_one_file(measured_stack, cast, page):
    task = "apps.chat.tasks.dispatch"

    def counted():
        return figures(measured_stack.metrics_port).get(("messager_tasks_total", task, "success"), 0)

    assert page(cast.alice, cast.room).post("hello").status == 200
    wait_until(counted, within=SOON, what="the task is counted")
    before, children = counted(), psutil.Process(measured_stack.worker.pid).children()
    for child in children:
        child.kill()
    psutil.wait_procs(children, timeout=SOON)
    assert counted() >= before
    names = {file.name for file in (measured_stack.var / "metrics").rglob("*.db")}
    assert {"counter_0.db", "histogram_0.db"} <= names
    assert not {name for name in names if any(str(child.pid) in name for child in children)}


def test_nobody_else_may_look(measured_stack, live_process):
    doors = [
        (measured_stack.port, "/metrics"),
        (measured_stack.metrics_port, "/metrics"),
        (live_process.port, "/live/metrics"),
    ]
    for port, path in doors:
        assert as_monitor(port, path).status == 200
        for header in ("", "Bearer", "Bearer guessed", TOKEN):
            assert get(port, path, Authorization=header).status == 404


def test_without_a_token_there_is_nothing_to_see(watched):
    watched.adjust({"METRICS_TOKEN": ""})
    watched.start("web")
    for token in ("", "Bearer", "Bearer "):
        assert get(watched.port, "/metrics", Authorization=token).status == 404
    watched.web.end()


def test_held_polls_and_deliveries_are_measured(measured_stack, tmp_path, cast, page):
    live = LiveProcesses(tmp_path)
    try:
        live.start(METRICS_TOKEN=TOKEN, REDIS_URL=measured_stack.redis_server.url)
        deliver_to_a_held_poll(live.port, page(cast.alice, cast.room), cast.bob)
        seen = figures(live.port, "/live/metrics")
    finally:
        live.end()
    assert seen["messager_poll_answers_total", "200"] >= 1
    assert seen["messager_poll_batch_seconds_count",] >= 1
    assert seen["messager_polls_held",] == 0
    assert seen["messager_delivery_seconds_count",] >= 1
    assert 0 < seen["messager_delivery_seconds_sum",] < SOON


def deliver_to_a_held_poll(port, alice, bob):
    """Bob's page waits and has been looked at, as `/live/metrics` says; Alice sends."""
    alice.load()
    waiting = Browser(f"127.0.0.1:{port}")
    waiting.cookies["sessionid"] = a_session(bob)

    def figure(name):
        return figures(port, "/live/metrics")[name,]

    def asked():
        bob.refresh_from_db()
        inbox = selectors.inbox_of(bob.inbox, selectors.numbers_of(bob).values())
        return f"/live/updates/?room={alice.room}&cursor={alice.log.cursor}&inbox={inbox}&away=0&next=2000"

    def has_delivered():
        looked_at = figure("messager_poll_batch_seconds_count")
        waiting.ask("GET", asked())
        wait_until(
            lambda: figure("messager_poll_batch_seconds_count") > looked_at, within=SOON, what="a look at it"
        )
        assert alice.post("news").status == 200
        waiting.connection.getresponse().read()
        return figure("messager_delivery_seconds_count")

    wait_until(has_delivered, within=SOON, what="a delivery to who waited")
