"""Behind PgBouncer in transaction mode: a whole conversation, and the lock timeout that no session has."""

import time

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from apps.chat.models import Outbox
from tests.children import wait_until
from tests.scale.talk import all_agree, say
from tests.threads import Threads

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="a pooler of PostgreSQL")

MESSAGES = 40  # of each of three senders


@pytest.fixture
def fleet(pooler, fleet_of):
    fleet = fleet_of(settings.REDIS_URL, database=pooler.url, DATABASE_POOLER="transaction")
    fleet.manage("migrate", "-v0")
    return fleet.start(each=2)


def test_a_conversation_behind_it_loses_doubles_and_swaps_nothing(fleet, alice, bob, room, readers, measured):
    pages = [fleet.page(person, room.pk) for person in (alice, bob, alice)]
    sends, statuses, threads, began = [], [], Threads(), time.monotonic()
    with fleet.crowd(readers) as crowd:
        crowd.go_online()
        for n, page in enumerate(pages):
            threads.start(say, page, [f"{n}: {m}" for m in range(MESSAGES)], sends, statuses)
        threads.join()
        took = time.monotonic() - began
        all_agree(sends, readers, within=20)
    assert set(statuses) == {200}
    assert [client.errors for client in readers if client.errors] == []
    assert fleet.complaints() == []
    wait_until(lambda: not Outbox.objects.open().exists(), within=20, what="all is dispatched")
    measured(f"{len(sends)} messages in {took:.1f} s through 4 connections, seen by {len(readers)}")


def test_who_waits_for_a_room_waits_only_so_long(fleet, pooler, alice, room):
    page = fleet.page(alice, room.pk)
    with psycopg.connect(pooler.url) as other:
        other.execute("SELECT 1 FROM chat_room WHERE id = %s FOR UPDATE", [room.pk])
        began = time.monotonic()
        assert page.post("locked out").status == 503
        assert settings.LOCK_TIMEOUT_MS / 1000 <= time.monotonic() - began < 10
    assert page.post("let in").status == 200
    with psycopg.connect(pooler.url) as any_session:
        assert any_session.execute("SHOW lock_timeout").fetchone() == ("2s",)
