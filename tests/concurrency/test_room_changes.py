"""A send that meets an archiving, a switch to announcements or a block, comes before it or not at all."""

from uuid import uuid4

import pytest
from django.db import connection, transaction

from apps.chat import blocking, room_services, services
from apps.chat.models import Kind, Membership, Room
from apps.chat.problems import Archived, Blocked, OwnersPost, Problem
from apps.chat.room_services import Settings
from tests.children import wait_until
from tests.threads import Threads

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

# Not pg_stat_activity: within a transaction that stays as it was at the first look.
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def archive(room):
    room_services.archive(room)


def announce(room):
    room_services.change_settings(room, Settings(room.name, is_announcement=True))


@pytest.mark.parametrize(("change", "refusal"), [(archive, Archived), (announce, OwnersPost)])
def test_a_send_that_waits_for_the_change_is_refused(bob, room, change, refusal):
    assert end_of(post, in_room(bob, room), during=lambda: change(Room.objects.get(pk=room.pk))) is refusal
    assert not room.messages.exists()


def test_nor_does_it_slip_past_a_block(alice, bob):
    room = services.open_direct(alice, bob).room
    assert end_of(post, in_room(bob, room), during=lambda: blocking.block(alice, bob)) is Blocked
    assert not room.messages.exists()


def test_no_conversation_is_begun_past_a_block(alice, bob):
    assert end_of(services.open_direct, bob, alice, during=lambda: blocking.block(alice, bob)) is Blocked
    assert not Room.objects.filter(kind=Kind.DIRECT).exists()


def in_room(person, room):
    return Membership.objects.select_related("room", "user").get(room=room, user=person)


def post(place):
    services.post_message(place, "too late", uuid4())


def end_of(work, *args, during):
    """Which Problem it ends with that is done while the change is not committed yet."""
    ends, threads = [], Threads()
    with transaction.atomic():
        during()
        threads.start(attempt, ends, work, *args)
        if connection.vendor == "postgresql":
            wait_until(somebody_waits, within=10, what="it waits for what is locked")
    threads.join()
    return ends[0]


def attempt(ends, work, *args):
    try:
        work(*args)
        ends.append(None)
    except Problem as refused:
        ends.append(type(refused))
    finally:
        connection.close()


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0
