import pytest

from apps.accounts.models import User
from apps.chat import services
from apps.chat.models import Message, Room
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import Desk, fresh_nonce
from apps.moderation import filters
from apps.moderation.models import Filter
from apps.presence import store


@pytest.fixture
def desk():
    """A signed-in person at their page: desk(alice, room)."""
    return Desk


@pytest.fixture
def says():
    """A message past all limits, as the services make it."""

    def says(person: User, room: Room, text: str = "hello") -> Message:
        return services.post_message(place(person, room), text, fresh_nonce())

    return says


@pytest.fixture
def everyone_room(db) -> Room:
    return Room.objects.broadcast()


@pytest.fixture
def come_online():
    """These people's pages have just polled."""

    def come_online(*people: User) -> None:
        for person in people:
            assert store.heartbeat(person.pk, 60_000, active=True)

    return come_online


@pytest.fixture
def a_filter(db):
    """a_filter("pills", "refuse"): known to this process at once, and forgotten after the test."""

    def a_filter(pattern: str, effect: str = "flag", kind: str = "word", **more) -> Filter:
        made = Filter(pattern=pattern, effect=effect, kind=kind, **more)
        made.full_clean()
        made.save()
        filters.spread()
        return made

    filters.spread()
    yield a_filter
    filters.spread()
