"""A send is written in one statement on PostgreSQL and step by step elsewhere: the same rows either way."""

from uuid import uuid4

import pytest
from django.db import connection

from apps.chat import sends
from apps.chat.models import Membership, Outbox, Recipient, Room
from apps.chat.sends import Draft

ITS_OWN = {"id", "nonce", "sent_at", "message", "room", "created_at"}


@pytest.fixture
def one_statement():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL's own")


@pytest.mark.parametrize("mark", [0, 2, 3])
@pytest.mark.parametrize("reaches", [True, False])
def test_both_ways_write_the_same(one_statement, alice, bob, mark, reaches):
    audience = [bob.pk] if reaches else []
    ways = [_written(way, alice, mark, audience) for way in (sends._in_one_statement, sends._step_by_step)]
    assert ways[0] == ways[1]


def _written(way, alice, mark, audience):
    """All that is in the database after a send to a room with three messages, less what is never the same."""
    room = Room.objects.create(name="Loft", last_sequence=3, last_revision=5)
    membership = Membership.objects.create(room=room, user=alice, read_up_to=mark)
    message = way(Draft(membership, "1 < 2", "1 &lt; 2", uuid4(), "f" * 64, audience))
    assert (message.room.last_sequence, message.room.last_revision) == (4, 6)
    kept = type(message).objects.get(pk=message.pk)
    room.refresh_from_db()
    assert room.last_message_at
    assert kept == message
    assert _fields(kept) == _fields(message)
    return (
        _fields(kept),
        (room.last_sequence, room.last_revision),
        Membership.objects.get(pk=membership.pk).read_up_to,
        list(Recipient.objects.filter(message=message).values_list("user", flat=True)),
        [_fields(row) for row in Outbox.objects.filter(message=message)],
    )


def _fields(row):
    every = [field.name for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in every if name not in ITS_OWN}
