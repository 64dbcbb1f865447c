"""People at their pages, over HTTP, and presence as it is every day."""

from collections.abc import Iterable
from typing import Any

import pytest

from apps.accounts.models import User
from apps.chat import services
from apps.chat.models import Membership, Message, Room
from apps.chat.tests.desk import Desk, fresh_nonce
from apps.presence import store


@pytest.fixture(autouse=True)
def everyday_times(settings):
    """Ages are written, not waited for: so the times may be the real ones."""
    settings.PRESENCE_SHORTEST = 15.0
    settings.PRESENCE_LONGEST = 105.0
    settings.PRESENCE_LAST_SEEN_EVERY = 60.0
    settings.OUTBOX_LEASE = 45.0


@pytest.fixture
def desk():
    """A signed-in person at their page: desk(alice, room)."""
    return Desk


@pytest.fixture
def everyone(db) -> Room:
    """The BROADCAST room."""
    return Room.objects.broadcast()


@pytest.fixture
def direct(alice: User, bob: User) -> Room:
    """The conversation of Alice and Bob."""
    return services.open_direct(alice, bob).room


@pytest.fixture
def come_online():
    """These people's pages have just polled."""

    def come_online(*people: User) -> None:
        for person in people:
            assert store.heartbeat(person.pk, 60_000, active=True)

    return come_online


@pytest.fixture
def says():
    """A message past all limits, as the services make it."""

    def says(person: User, room: Room, text: str = "hello") -> Message:
        return services.post_message(place(person, room), text, fresh_nonce())

    return says


@pytest.fixture
def chatter(says):
    """`count` messages of one person."""

    def chatter(person: User, room: Room, count: int) -> list[Message]:
        return [says(person, room, f"number {n}") for n in range(count)]

    return chatter


def place(person: User, room: Room) -> Membership:
    return Membership.objects.select_related("room", "user").get(room=room, user=person)


def bodies(messages: Iterable[Any]) -> list[str]:
    return [message.body for message in messages]
