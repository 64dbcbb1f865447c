"""Many rows at once, for tests of what must not grow with them."""

import uuid

from django.utils import timezone

from apps.accounts.models import User
from apps.chat import services
from apps.chat.models import Kind, Membership, Message, Recipient, Room
from apps.presence import store
from apps.presence.store import Beat


def a_crowd(count: int, prefix: str) -> list[User]:
    """`count` people who are here."""
    names = [f"{prefix}{number}" for number in range(count)]
    people = User.objects.bulk_create([User(username=name, password="!") for name in names])
    services.welcome(people)
    store.heartbeats(Beat(person.pk, 60_000, active=True) for person in people)
    return people


def fill(room: Room, senders: list[User], count: int) -> list[Message]:
    """Messages of `senders` in turn, written without anybody being told."""
    room.refresh_from_db()
    now, first = timezone.now(), room.last_sequence + 1
    messages = Message.objects.bulk_create(
        Message(
            room=room,
            sender=senders[number % len(senders)],
            sequence=first + number,
            revision=room.last_revision + 1 + number,
            body="one of many",
            html="one of many",
            nonce=uuid.uuid4(),
            sent_at=now,
        )
        for number in range(count)
    )
    Room.objects.filter(pk=room.pk).update(
        last_sequence=room.last_sequence + count, last_revision=room.last_revision + count
    )
    return messages


def fill_broadcasts(sender: User, people: list[User], count: int) -> list[Message]:
    messages = fill(Room.objects.broadcast(), [sender], count)
    Recipient.objects.bulk_create(
        Recipient(message=message, user=person) for message in messages for person in people
    )
    return messages


def join_all(room: Room, people: list[User]) -> None:
    Membership.objects.bulk_create(Membership(room=room, user=person) for person in people)


def rooms_of(user: User, count: int, others: list[User]) -> None:
    """`count` rooms of `user`, and a direct conversation with each of `others`; something unread in each."""
    rooms = Room.objects.bulk_create(
        Room(name=f"Room {others[0].username} {number}") for number in range(count)
    )
    rooms += Room.objects.bulk_create(
        Room(kind=Kind.DIRECT, direct_key=f"{min(user.pk, other.pk)}:{max(user.pk, other.pk)}")
        for other in others
    )
    Membership.objects.bulk_create(Membership(room=room, user=user) for room in rooms)
    for room in rooms:
        fill(room, others, 2)
