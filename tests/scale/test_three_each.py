"""Three web, three live, three workers, no sticky session: each request goes to another process."""

import time
from functools import partial

import pytest
from django.conf import settings

from apps.accounts.services import deactivate
from apps.chat.models import Outbox
from apps.chat.tests.conftest import place
from tests.children import wait_until
from tests.history import judge
from tests.live.conftest import client_of
from tests.scale.talk import all_agree, say
from tests.threads import Threads

MESSAGES = 30  # of each of four senders
AT_ONCE = 1.5  # seconds, on a busy machine; a poll is held for 25


@pytest.fixture
def fleet(fleet_of):
    """Held and worked on as long as in production."""
    times = {"LIVE_HOLD": "25", "LIVE_LOOK_EVERY": "2", "OUTBOX_LEASE": "45"}
    return fleet_of(settings.REDIS_URL, **times).start(each=3)


def test_every_message_once_and_in_order_wherever_it_is_sent_and_read(
    fleet, alice, bob, room, readers, measured
):
    pages = [fleet.page(person, room.pk) for person in (alice, bob, alice, bob)]
    sends, statuses, threads, began = [], [], Threads(), time.monotonic()
    with fleet.crowd(readers) as crowd:
        crowd.go_online()
        for n, page in enumerate(pages):
            threads.start(say, page, [f"{n}: {m}" for m in range(MESSAGES)], sends, statuses)
        threads.join()
        took = time.monotonic() - began
        all_agree(sends, readers, within=20)
    for page in pages:
        page.poll()
        assert judge(sends, page.log.ids).is_clean
    assert set(statuses) == {200}
    wait_until(lambda: not Outbox.objects.open().exists(), within=20, what="all is dispatched")
    assert fleet.complaints() == []
    measured(f"{len(sends)} messages in {took:.1f} s by 3 web, 3 live, 3 workers")


@pytest.mark.parametrize(("revoke", "status"), [("sign out", 401), ("suspend", 401), ("remove", 404)])
def test_who_may_not_read_any_more_is_let_go_by_every_live_process(
    fleet, alice, bob, room, measured, revoke, status
):
    """Three devices of one person, one poll held in each process; another person's stays."""
    web = fleet.page(bob, room.pk)
    devices = [client_of(bob, room) for _ in fleet.live]
    for device in devices:
        device.session = web.cookies["sessionid"]
    other = client_of(alice, room)
    ways = {"sign out": partial(sign_out, web), "suspend": partial(deactivate, bob)}
    with fleet.crowd([*devices, other]) as crowd:
        crowd.go_online()
        crowd.are_held()
        began = time.monotonic()
        ways.get(revoke, place(bob, room).delete)()
        wait_until(lambda: all(device.ended for device in devices), within=20, what="all are let go")
        took = time.monotonic() - began
        assert {device.ended for device in devices} == {status}
        assert not other.ended
    measured(f"{revoke}: three live processes let go after {took:.2f} s")
    assert took <= AT_ONCE


def sign_out(page):
    assert page.request("POST", "/messager/accounts/logout/").status == 302


def test_a_limit_counts_in_all_processes_together(fleet_of, alice, room):
    """Five messages in five seconds, wherever they are sent."""
    fleet = fleet_of(settings.REDIS_URL, RATE_LIMITS="on").start(each=3)
    page = fleet.page(alice, room.pk)
    assert [page.post(f"number {n}").status for n in range(6)] == [200] * 5 + [429]


def test_who_is_online_is_the_same_in_all_processes(fleet, alice, bob, room):
    mine, his = fleet.page(alice, room.pk), fleet.page(bob, room.pk)
    his.poll()
    mine.poll()
    assert [mine.roster().get(bob.usercode) for _ in range(3)] == ["online"] * 3


def test_one_of_each_is_killed_while_messages_flow(fleet, alice, bob, room, readers, measured):
    """What was under way with it is tried again elsewhere, as a page does it."""
    pages = [fleet.page(person, room.pk) for person in (alice, bob)]
    sends, statuses, threads = [], [], Threads()
    with fleet.crowd(readers) as crowd:
        crowd.go_online()
        for n, page in enumerate(pages):
            threads.start(say, page, [f"{n}: {m}" for m in range(2 * MESSAGES)], sends, statuses)
        for kind in (fleet.web, fleet.live, fleet.workers):
            reached = len(sends) + 5
            wait_until(lambda reached=reached: len(sends) >= reached, within=30, what="messages flow")
            kind[0].kill()
        threads.join()
        all_agree(sends, readers, within=60)
    measured(f"{len(sends)} messages, {statuses.count(0)} tries met the dead web process")
    assert set(statuses) <= {0, 200}
