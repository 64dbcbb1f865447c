"""F23: transactions that commit late and out of order, in many rooms and in one. No reader misses one."""

import threading
import uuid

import pytest
from django.db import connection

from apps.chat import services
from apps.chat.models import Kind, Membership, Room
from tests.browserlike import Page
from tests.history import End, Send, judge
from tests.people import a_person
from tests.threads import Threads

pytestmark = pytest.mark.concurrency

WRITERS = 16
ROOMS = 4
MESSAGES, MESSAGES_LONG = 1_200, 100_000
PAUSE_AT_COMMIT = """
CREATE FUNCTION pause_at_commit() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep(-ln(random() + 1e-9) * 0.003); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER pause_at_commit AFTER INSERT ON chat_message
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pause_at_commit();
"""
NO_PAUSE = "DROP TRIGGER pause_at_commit ON chat_message; DROP FUNCTION pause_at_commit();"


@pytest.fixture
def late_commits(stack):
    """Each commit of a message waits 3 ms on average, in the database itself."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nothing commits out of order")
    with connection.cursor() as cursor:
        cursor.execute(PAUSE_AT_COMMIT)
    yield
    with connection.cursor() as cursor:
        cursor.execute(NO_PAUSE)


def write(place, number, sends):
    for n in range(number):
        sent = services.post_message(place, f"number {n}", uuid.uuid4())
        sends.append(Send(place.room_id, str(sent.nonce), End.OK, sent.pk, sent.sequence))
    connection.close()


def keep_polling(page, done):
    while True:
        was_done = done.is_set()
        page.poll()
        if was_done:
            return
        done.wait(0.05)


def test_f23_commits_out_of_order_hide_nothing(stack, late_commits, is_long):
    stack.start("redis", "web")
    people = [a_person(f"writer{n}") for n in range(WRITERS)]
    rooms = [Room.objects.create(kind=Kind.OPEN, name=f"Room {n}") for n in range(ROOMS)]
    places = [services.join(person, rooms[n % ROOMS]) for n, person in enumerate(people)]
    places = [Membership.objects.select_related("room", "user").get(pk=place.pk) for place in places]
    readers = [Page(stack.host, people[n], room.pk) for n, room in enumerate(rooms)]
    for reader in readers:
        reader.load_all()
    sends, done, writing, reading = [], threading.Event(), Threads(), Threads()
    for reader in readers:
        reading.start(keep_polling, reader, done)
    for place in places:
        writing.start(write, place, (MESSAGES_LONG if is_long else MESSAGES) // WRITERS, sends)
    try:
        writing.join()
    finally:
        done.set()
    reading.join()
    for reader in readers:
        reader.scroll_up()
        assert judge([send for send in sends if send.room == reader.room], reader.log.ids).is_clean
        assert reader.log.holes == 0
        assert reader.log.again == 0 or reader.log.reloads
