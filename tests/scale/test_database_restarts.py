"""F8: PostgreSQL restarts, three times, under 50 sends a second; every connection dies with it."""

import os
import signal
import time

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.children import wait_until
from tests.history import judge
from tests.scale.talk import all_agree, say_one
from tests.threads import Threads

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server")

SENDERS, MESSAGES, EVERY = 5, 15, 0.1  # seconds between two messages of one sender
RESTARTS = 3
PROMISED = 10  # seconds


@pytest.fixture
def durable(transactional_db):
    """The tests' server is quick, and would lose what it has just acknowledged."""
    database = connection.settings_dict["NAME"]
    with psycopg.connect(dsn(), autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{database}" SET synchronous_commit = on')
    yield
    with psycopg.connect(dsn(), autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{database}" RESET synchronous_commit')


def keep_saying(page, number, sends, statuses):
    for n in range(MESSAGES):
        sends.append(say_one(page, f"{number}: {n}", statuses))
        time.sleep(EVERY)  # a sender's pace


def crash():
    """The server ends all its processes and starts anew when one of them is killed."""
    victim = psycopg.connect(dsn(), autocommit=True)
    os.kill(victim.info.backend_pid, signal.SIGKILL)
    wait_until(lambda: has_ended(victim), within=10, what="it goes")
    wait_until(is_up, within=30, what="PostgreSQL is back")
    connection.close()  # ours died too


def has_ended(victim):
    try:
        victim.execute("SELECT 1")
    except psycopg.OperationalError:
        return True
    return False


def dsn():
    database = connection.settings_dict
    host = database["OPTIONS"].get("host") or database["HOST"]
    return f"host={host} port={database['PORT'] or 5432} user={database['USER']} dbname={database['NAME']}"


def is_up():
    try:
        with psycopg.connect(dsn(), connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


def test_f8_each_send_ends_once_and_polls_recover(durable, fleet_of, alice, bob, room, readers, measured):
    fleet = fleet_of(settings.REDIS_URL).start(each=1)
    pages = [fleet.page(person, room.pk) for person in (alice, bob) * 3][:SENDERS]
    sends, statuses, threads = [], [], Threads()
    with fleet.crowd(readers) as crowd:
        crowd.go_online()
        for n, page in enumerate(pages):
            threads.start(keep_saying, page, n, sends, statuses)
        for n in range(1, RESTARTS + 1):
            wait_until(lambda n=n: len(sends) >= n * SENDERS * 3, within=20, what="messages flow")
            crash()
        threads.join()
        began = time.monotonic()
        all_agree(sends, readers, within=PROMISED)
        took = time.monotonic() - began
    connection.close()
    assert len(sends) == SENDERS * MESSAGES
    assert judge(sends, readers[0].log.ids).is_clean
    measured(f"{RESTARTS} restarts, {statuses.count(503)} times 503; polls level after {took:.1f} s")
    assert set(statuses) <= {200, 503}
