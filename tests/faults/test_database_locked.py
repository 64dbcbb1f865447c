"""F9: somebody holds the database's lock for five seconds. Reads go on; a send waits or is put off."""

import sqlite3
import threading
import time
from contextlib import closing
from uuid import uuid4

import pytest
from django.db import connection

HELD = 5.0  # seconds
STATUSES = {200, 503}


@pytest.fixture
def locked(cast):
    """A room's row on PostgreSQL; on SQLite all that is written. Let go after five seconds."""
    is_locked = threading.Event()
    thread = threading.Thread(target=_hold, args=(cast.room.pk, is_locked))
    thread.start()
    assert is_locked.wait(10)
    yield
    thread.join()


def _hold(room, is_locked):
    if connection.vendor == "sqlite":
        database = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        begin, lock = "BEGIN IMMEDIATE", "SELECT 1"
    else:
        database = connection.copy()
        begin, lock = "BEGIN", f"SELECT 1 FROM chat_room WHERE id = {room} FOR UPDATE"
    with closing(database), closing(database.cursor()) as cursor:
        cursor.execute(begin)
        cursor.execute(lock)
        is_locked.set()
        time.sleep(HELD)  # that is the fault
        cursor.execute("COMMIT")


def test_f9_a_lock_is_held_for_five_seconds(stack, cast, page, request, measured):
    stack.start("redis", "web")
    alice, bob = page(cast.alice, cast.room), page(cast.bob, cast.room)
    alice.load(), bob.load()
    request.getfixturevalue("locked")
    nonce, replies, began = str(uuid4()), [], time.monotonic()
    while not replies or replies[-1].status != 200:
        replies.append(alice.post("hello", nonce))
        assert replies[-1].status in STATUSES
        if replies[-1].status == 503:
            assert int(replies[-1].headers["Retry-After"]) > 0
            assert "<html" not in replies[-1].text
            assert bob.poll().status in {200, 204}
    took = time.monotonic() - began
    bob.poll()
    assert bob.log.ids == alice.log.ids
    assert len(bob.log.ids) == 1
    measured(f"lock held {HELD:.0f} s: sent after {took:.1f} s and {len(replies) - 1} times 503")
    assert took < HELD + 10
