"""F18: two tabs and a phone of one person; read in one, the badges agree in all."""

import pytest

from apps.accounts.models import User
from apps.chat import services
from apps.chat.models import Room
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import Desk, fresh_nonce, inbox_in, text_of, unread_in
from tests.children import wait_until
from tests.live.conftest import client_of
from tests.live.crowd import ENOUGH, Crowd

pytestmark = [pytest.mark.faults]


def badges(person, room):
    """What the sidebar shows that a page fetches when it is told that it moved."""
    return unread_in(text_of(Desk(User.objects.get(pk=person.pk), room).polls(0, inbox="")))


def test_read_in_one_is_read_in_all(live, crowd, alice, bob, room):
    everyone = Room.objects.broadcast()
    pages = [client_of(bob, everyone) for _ in range(3)]
    for page in pages:
        page.log.cursor = everyone.last_revision
    with Crowd(live.port, pages) as own:
        own.go_online()
        own.are_held()
        for n in range(3):
            services.post_message(place(alice, room), f"number {n}", fresh_nonce())
        services.dispatch()
        crowd.have_all(3)
        unread = agree(pages, bob, everyone)
        assert badges(bob, everyone) == {"Kitchen": "3"}
        assert any(f'data-room="{room.pk}" data-sequence="3"' in text for text in pages[0].texts)
        Desk(bob, room).reads(3)
        assert agree(pages, bob, everyone) != unread
        assert badges(bob, everyone) == {}
        assert {page.statuses[200] for page in pages} <= {2, 3, 4}  # three messages, and the mark


def agree(pages, person, room):
    """Returns when all show what a fresh page shows."""
    fresh = inbox_in(text_of(Desk(person, room).opens()))
    wait_until(lambda: {page.inbox for page in pages} == {fresh}, within=ENOUGH, what="all pages agree")
    return fresh
