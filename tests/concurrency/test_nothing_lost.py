"""16 writers and 8 polling readers over one busy room and many quiet ones.

Through HTTP: every read, and 2 of the 16 writers (their POSTs answer with what is after their cursor, so
they read too). The other 14 call `services.post_message` in processes of their own: two cores would
spend the whole test in gunicorn otherwise.
"""

import threading
import time

import pytest

from apps.chat.models import Room
from tests.concurrency.town import POSTING, Town
from tests.history import End, holes, judge
from tests.threads import Threads

pytestmark = pytest.mark.concurrency

MESSAGES, MESSAGES_LONG = 5_000, 100_000
POSTED_SHARE = 0.06  # of the messages through HTTP; the rest through services
POLL_EVERY = 0.3  # seconds


@pytest.fixture
def town(stack):
    return Town(stack.start("redis", "web"))


def keep_polling(page, done):
    """As the page does, at a page's pace; once more after the last message."""
    while True:
        was_done = done.is_set()
        page.poll()
        page.scroll_up()  # after a reload, what came in between
        if was_done:
            return
        done.wait(POLL_EVERY)


def write_and_read(town, messages):
    """Returns when all has been written and read. Seconds that the writing took."""
    posted = int(messages * POSTED_SHARE) // POSTING
    each = (messages - posted * POSTING) // len(town.writers) + 1
    done, writing, reading = threading.Event(), Threads(), Threads()
    for page in town.readers:
        reading.start(keep_polling, page, done)
    began = time.monotonic()
    for page in town.posting:
        writing.start(town.post, page, posted)
    for process in town.writer_processes(each):
        writing.start(town.listen, process)
    try:
        writing.join()
    finally:
        done.set()
    took = time.monotonic() - began
    reading.join()
    return took


def test_every_acknowledged_message_is_seen_once_in_one_order_by_every_member(town, measured, is_long):
    messages = MESSAGES_LONG if is_long else MESSAGES
    took = write_and_read(town, messages)
    reloads = sum(page.log.reloads for page in town.readers)
    measured(f"{len(town.sends)} messages in {took:.1f} s; the 8 readers had to reload {reloads} times")
    assert len(town.sends) >= messages
    assert {send.end for send in town.sends} == {End.OK}
    by_room = town.sends_by_room()
    for room in town.rooms:
        no_hole_nor_double(room, [send.sequence for send in by_room[room.pk]])
    for page in town.posting:  # done long before the other writers: far behind, it reloads
        page.poll()
        page.scroll_up()
    for page in (*town.readers, *town.posting):
        assert judge(by_room[town.busy.pk], page.log.ids).is_clean, page.user
        assert page.log.holes == 0
        # A page that is loaded anew may show more than its cursor says: that much comes once more.
        assert page.log.again == 0 or page.log.reloads, "a poll brings each change once"
    for n, room in enumerate(town.quiet):
        page = town.page(town.readers[n % len(town.readers)].user, room)
        assert judge(by_room[room.pk], page.log.ids).is_clean, room


def no_hole_nor_double(room, sequences):
    assert holes(sequences) == set()
    assert len(sequences) == len(set(sequences)) == Room.objects.get(pk=room.pk).last_sequence
