"""F15: everybody is offline for an hour, and comes back to 500 new messages, 50 edits and 20 deletes."""

import random
import re

import pytest

from apps.accounts.models import User
from apps.chat import services
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import Desk, fresh_nonce
from tests.children import wait_until
from tests.live.conftest import PEOPLE
from tests.live.crowd import ENOUGH
from tests.transcript import Transcript, read_answer

pytestmark = [pytest.mark.faults]
MESSAGE = re.compile(r'<li class="message[^>]*?id="(m-\d+)".*?</li>', re.DOTALL)


def fragments(html):
    """The latest copy of each message in it."""
    return {found[1]: found[0] for found in MESSAGE.finditer(html)}


def an_hour(person, room, *, new, edits, deletes):
    own = place(person, room)
    said = [services.post_message(own, f"number {n}", fresh_nonce()) for n in range(new)]
    changed = random.Random(15).sample(said, edits + deletes)
    for message in changed[:edits]:
        services.edit_message(message, f"again {message.pk}")
    for message in changed[edits:]:
        services.delete_message(message)
    services.dispatch()


@pytest.mark.parametrize(
    ("new", "edits", "deletes"), [(500, 50, 20), (100, 50, 20)], ids=["reload", "catch-up"]
)
def test_what_was_missed_comes_as_a_fresh_page_shows_it(
    live, crowd, alice, room, measured, new, edits, deletes
):
    an_hour(alice, room, new=20, edits=3, deletes=2)
    crowd.have_all(20)
    crowd.go_offline()
    an_hour(alice, room, new=new, edits=edits, deletes=deletes)
    for client in crowd.clients:
        client.texts.clear()
    crowd.go_online()
    room.refresh_from_db()
    wait_until(
        lambda: all(client.log.cursor == room.last_revision for client in crowd.clients),
        within=ENOUGH,
        what="all are up to date",
    )
    crowd.are_held()
    html = Desk(User.objects.get(pk=crowd.clients[0].user.pk), room).opens().content.decode()
    page = Transcript(room.pk)
    page.load(read_answer(html))
    standing = fragments(html)
    for client in crowd.clients:
        assert client.log.holes == 0
        newest = {at: shown for at, shown in client.log.shown.items() if at >= page.start}
        assert newest == page.shown
        told = fragments("".join(client.texts))
        assert all(told.get(name, text) == text for name, text in standing.items())
    most = max(len(client.texts) for client in crowd.clients)
    measured(f"{PEOPLE} pages back from {new + edits + deletes} changes: at most {most} answers each")
