"""A task's time limit strikes while it waits for SQLite's one write lock: the lock is not kept for ever."""

import sqlite3

import pytest
from django.db import connection

from tests.children import wait_until

STRUCK = "Soft time limit"


@pytest.fixture
def lock():
    """Everybody else waits."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL locks rows, and ends the wait itself (lock_timeout)")
    database = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=20)
    yield database
    database.close()


def test_who_is_stopped_while_waiting_for_the_database_lets_go_of_it(stack, cast, page, lock, is_drained):
    stack.start("redis", "web", "worker", "beat")
    alice = page(cast.alice, cast.room)
    assert alice.post("before").status == 200
    lock.execute("BEGIN IMMEDIATE")
    wait_until(lambda: STRUCK in stack.worker.says(), within=20, what="the limit strikes a task that waits")
    lock.execute("ROLLBACK")
    assert alice.post("after").status == 200
    wait_until(is_drained, within=20, what="all is dispatched")
    assert alice.post("later").status == 200
