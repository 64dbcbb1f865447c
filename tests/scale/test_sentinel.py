"""The master of Redis is killed: Sentinels make the replica master, and every part finds it."""

import threading
import time

from tests.children import wait_until
from tests.scale.talk import all_agree, say_one
from tests.threads import Threads

PROMISED = 30  # seconds from the master's death


def keep_saying(page, enough, sends, statuses):
    """Slowly: who falls more than 200 behind is shown the latest alone."""
    while not enough.wait(0.3):
        sends.append(say_one(page, f"number {len(sends)}", statuses))


def test_after_a_failover_hints_tasks_and_presence_come_again(
    fleet_of, sentinels, alice, bob, room, readers, measured
):
    """No safety look here: only a hint brings a message to a held poll."""
    rare = {"LIVE_LOOK_EVERY": "60", "LIVE_HOLD": "40", "PRESENCE_LONGEST": "105"}
    fleet = fleet_of(sentinels.url, **rare).start()
    pages = [fleet.page(person, room.pk) for person in (alice, bob)]
    sends, statuses, threads, enough = [], [], Threads(), threading.Event()
    with fleet.crowd(readers) as crowd:
        crowd.go_online()
        crowd.are_held()
        for page in pages:
            threads.start(keep_saying, page, enough, sends, statuses)
        wait_until(lambda: len(readers[0].log.seen) > 5, within=20, what="messages flow")
        sentinels.master.kill()
        died = time.monotonic()
        before = len(sends)
        try:
            again = flows_again(fleet, readers, sentinels, sends, died)
        finally:
            enough.set()
            threads.join()
        all_agree(sends, readers, within=PROMISED)
        wait_until(lambda: is_online(pages[0], bob), within=PROMISED, what="Bob is online")
        took = time.monotonic() - died
    measured(
        f"hints and tasks {again:.1f} s, presence {took:.1f} s after the death; {len(sends) - before} sends"
    )
    assert set(statuses) == {200}
    assert [worker.is_running for worker in fleet.workers] == [True]


def flows_again(fleet, readers, sentinels, sends, died):
    """Seconds from the death until a hint woke somebody for a message which a task announced."""
    wait_until(sentinels.replica_leads, within=PROMISED, what="the replica is master")
    done = done_by(fleet)
    wait_until(lambda: done_by(fleet) > done + 1, within=PROMISED, what="tasks are taken again")
    said = len(sends)
    wait_until(lambda: len(readers[0].log.seen) > said, within=PROMISED, what="hints come again")
    return time.monotonic() - died


def done_by(fleet):
    return sum(worker.says().count("apps.chat.tasks.dispatch") for worker in fleet.workers)


def is_online(page, person):
    return page.roster().get(person.usercode) == "online"
