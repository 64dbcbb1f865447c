"""Five hundred held polls of a real client, at a real process."""

import pytest

from apps.accounts.models import User
from apps.chat import selectors, services
from apps.chat.models import Membership
from tests.live.crowd import Client, Crowd
from tests.live.process import LiveProcesses
from tests.people import a_session
from tests.transcript import Transcript

PEOPLE = 500


@pytest.fixture
def live(transactional_db, tmp_path):
    live = LiveProcesses(tmp_path)
    yield live
    live.end()
    assert live.complaints() == []


@pytest.fixture
def clients(room):
    people = [User(username=f"person{n}", email=f"person{n}@example.org") for n in range(PEOPLE)]
    for person in people:
        person.set_unusable_password()
    people = User.objects.bulk_create(people)
    services.welcome(people)
    Membership.objects.bulk_create([Membership(room=room, user=person) for person in people])
    return [client_of(person, room) for person in people]


def client_of(person, room):
    inbox = str(selectors.inbox_of(person.inbox, selectors.numbers_of(person).values()))
    return Client(person, a_session(person), Transcript(room.pk), inbox)


@pytest.fixture
def crowd(live, clients):
    """All of them, held."""
    live.first = live.start()
    with Crowd(live.port, clients) as crowd:
        crowd.go_online()
        crowd.are_held()
        yield crowd
