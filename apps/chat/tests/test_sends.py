"""A send is written in one statement on PostgreSQL and step by step elsewhere: the same rows either way."""

from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from apps.chat import sends
from apps.chat.models import Draft, Membership, Outbox, Recipient, Room
from apps.chat.sends import Send

ITS_OWN = {"id", "nonce", "sent_at", "message", "room", "created_at"}


@pytest.fixture
def one_statement():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL's own")


@pytest.mark.parametrize("mark", [0, 2, 3])
@pytest.mark.parametrize("reaches", [True, False])
@pytest.mark.parametrize("draft", ["1 <", ""])
def test_both_ways_write_the_same(one_statement, alice, bob, mark, reaches, draft):
    audience = [bob.pk] if reaches else []
    ways = [
        _written(way, alice, mark, audience, draft) for way in (sends._in_one_statement, sends._step_by_step)
    ]
    assert ways[0] == ways[1]


def _written(way, alice, mark, audience, draft):
    """All that is in the database after a send to a room with three messages, less what is never the same."""
    room = Room.objects.create(name=f"Loft {way.__name__}", last_sequence=3, last_revision=5)
    membership = Membership.objects.create(room=room, user=alice, read_up_to=mark)
    Draft.objects.create(room=room, user=alice, body=draft, updated_at=timezone.now())
    alice.refresh_from_db()
    inbox = alice.inbox
    send = Send(membership, "1 < 2", "1 &lt; 2", uuid4(), "f" * 64, audience)
    message = way(send)
    assert (message.room.last_sequence, message.room.last_revision) == (4, 6)
    kept = type(message).objects.get(pk=message.pk)
    room.refresh_from_db()
    alice.refresh_from_db()
    assert room.last_message_at
    assert kept == message
    assert _fields(kept) == _fields(message)
    return (
        _fields(kept),
        (room.last_sequence, room.last_revision),
        Membership.objects.get(pk=membership.pk).read_up_to,
        Draft.objects.get(room=room).body,
        alice.inbox - inbox,
        list(Recipient.objects.filter(message=message).values_list("user", flat=True)),
        [_fields(row) for row in Outbox.objects.filter(message=message)],
    )


def _fields(row):
    every = [field.name for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in every if name not in ITS_OWN}
