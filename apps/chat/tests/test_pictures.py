"""Where a person is drawn from the name, their picture stands once they have one: without another query."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts import pictures
from apps.accounts.deletion import delete_account
from apps.accounts.models import User
from apps.chat.tests.desk import Desk

PAGES = {
    "a room": "{room}",
    "a direct conversation": "{direct}",
    "its details": "{direct}details/",
    "the members": "{room}members/",
    "a person": "/messager/people/{bob}/",
    "suggestions": "{room}suggestions/?q=bo",
    "a message": "{room}messages/{message}/",
    "to forward it": "{room}messages/{message}/forward/",
    "found messages": "/messager/search/?q=hello",
    "found people": "/messager/directs/?q=bob",
    "chosen people": "/messager/directs/?person={bob}",
    "the roster": "/messager/roster/",
    "favourites": "/messager/favourites/",
}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def scene(alice, bob, room, direct, says, come_online):
    """What the addresses of PAGES need."""
    alice.memberships.filter(room=direct).update(favourite_position=1)
    come_online(alice, bob)
    rooms = {name: f"/messager/rooms/{one.pk}/" for name, one in (("room", room), ("direct", direct))}
    return rooms | {"bob": bob.pk, "message": says(bob, room).pk}


@pytest.fixture
def does(django_capture_on_commit_callbacks):
    """does(what, …): and what follows from it is done at once."""

    def does(what, *arguments):
        with django_capture_on_commit_callbacks(execute=True):
            what(*arguments)

    return does


def image(person: User) -> str:
    return f'<img src="/messager/pictures/{person.picture}.webp" alt="" width="36" height="36" loading="lazy"'


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_it_stands_where_the_letter_stood(alice, bob, scene, does, path):
    desk = Desk(alice, script=False)
    assert "<img" not in read(desk, path, scene)
    does(pictures.put, bob, b"x")
    assert image(bob) in read(desk, path, scene)
    does(pictures.remove, bob)
    assert "<img" not in read(desk, path, scene)


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_no_query_is_asked_for_it(alice, bob, scene, path):
    desk = Desk(alice, script=False)
    read(desk, path, scene)
    before = queries(desk, path, scene)
    pictures.put(bob, b"x")
    pictures.put(alice, b"x")
    read(desk, path, scene)
    assert queries(desk, path, scene) == before


def read(desk: Desk, path: str, scene: dict[str, object]) -> str:
    answer = desk.get(path.format(**scene))
    assert answer.status_code == 200
    return answer.content.decode()


def queries(desk: Desk, path: str, scene: dict[str, object]) -> int:
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        read(desk, path, scene)
    return len(asked)


def test_ones_own_stands_in_ones_sidebar_and_in_what_is_being_sent(alice, room):
    pictures.put(alice, b"x")
    page = Desk(alice, room).opens().content.decode()
    assert image(alice) in page.partition('<nav id="sidebar"')[2].partition("</nav>")[0]
    assert image(alice) in page.partition('<template id="pending">')[2].partition("</template>")[0]


@pytest.mark.django_db(transaction=True)
def test_partners_hear_of_it(alice, bob, direct):
    before = User.objects.get(pk=alice.pk).inbox
    pictures.put(bob, b"x")
    assert User.objects.get(pk=alice.pk).inbox == before + 1


def test_who_has_deleted_their_account_is_drawn_from_the_name_again(alice, bob, scene, does):
    does(pictures.put, bob, b"x")
    desk = Desk(alice, script=False)
    assert "<img" in read(desk, PAGES["a room"], scene)
    does(delete_account, bob)
    assert "<img" not in read(desk, PAGES["a room"], scene)
