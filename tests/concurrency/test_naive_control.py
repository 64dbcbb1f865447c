"""The control: the usual `id > cursor` loses messages here, so the concurrency test is able to fail."""

import random
import threading
import time

import psycopg
import pytest
from django.db import connection

from tests.children import wait_until
from tests.history import End, Send, judge

WRITERS = 16
MESSAGES = 2_000
PAUSE = 0.003  # mean seconds between INSERT and COMMIT
POLL_EVERY = 0.005  # seconds


@pytest.fixture
def dsn(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: its ids become visible in order")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive (id bigserial PRIMARY KEY, writer int NOT NULL)")
    yield connection.get_connection_params()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE naive")


def connect(parameters):
    names = ("dbname", "user", "password", "host", "port")
    return psycopg.connect(**{name: parameters[name] for name in names if parameters.get(name)})


def write(parameters, writer, sends):
    with connect(parameters) as database:
        for _ in range(MESSAGES // WRITERS):
            row = database.execute("INSERT INTO naive (writer) VALUES (%s) RETURNING id", [writer]).fetchone()
            time.sleep(random.expovariate(1 / PAUSE))
            database.commit()
            sends.append(Send(room=1, nonce=str(row[0]), end=End.OK, message=row[0], sequence=row[0]))


def read_by_id(parameters, seen, done):
    cursor = 0
    with connect(parameters) as database:
        database.autocommit = True
        while True:
            was_done = done.is_set()
            rows = database.execute("SELECT id FROM naive WHERE id > %s ORDER BY id", [cursor]).fetchall()
            seen += [row[0] for row in rows]
            cursor = seen[-1] if seen else 0
            if was_done:
                return
            done.wait(POLL_EVERY)


def test_reading_by_id_loses_messages(dsn, measured):
    sends, seen, done = [], [], threading.Event()
    reader = threading.Thread(target=read_by_id, args=(dsn, seen, done))
    writers = [threading.Thread(target=write, args=(dsn, n, sends)) for n in range(WRITERS)]
    for thread in (reader, *writers):
        thread.start()
    wait_until(lambda: not any(w.is_alive() for w in writers), within=60, what="all has been written")
    done.set()
    reader.join()
    verdict = judge(sends, seen)
    measured(f"id > cursor lost {len(verdict.lost)} of {len(sends)}")
    assert len(sends) == MESSAGES
    assert verdict.lost
