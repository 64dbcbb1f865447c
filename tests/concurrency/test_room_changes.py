"""A send that meets an archiving, or a switch to announcements, comes before it or not at all."""

from uuid import uuid4

import pytest
from django.db import connection, transaction

from apps.chat import room_services, services
from apps.chat.models import Membership, Room
from apps.chat.problems import Archived, OwnersPost, Problem
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
    place = Membership.objects.select_related("room", "user").get(room=room, user=bob)
    ends, threads = [], Threads()
    with transaction.atomic():
        change(Room.objects.get(pk=room.pk))
        threads.start(send, place, ends)
        if connection.vendor == "postgresql":
            wait_until(somebody_waits, within=10, what="the send waits for the room")
    threads.join()
    assert ends == [refusal]
    assert not room.messages.exists()


def send(place, ends):
    try:
        services.post_message(place, "too late", uuid4())
    except Problem as refused:
        ends.append(type(refused))
    finally:
        connection.close()


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0
