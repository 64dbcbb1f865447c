"""A link to one message opens the page around it; from there one reads on to the newest."""

import pytest

from apps.chat.selectors.transcript import AROUND, PAGE_SIZE
from apps.chat.tests.desk import Desk, bodies_in, text_of

COUNT = 150
MIDDLE = 75


@pytest.fixture
def history(alice, room, chatter):
    return chatter(alice, room, COUNT)


def newer(desk, after):
    return desk.get(f"{desk.path}messages/", after=after)


def loader_in(response):
    found = text_of(response).split('class="newer" data-after="')
    return int(found[1].split('"')[0]) if len(found) > 1 else None


def test_the_page_has_it_in_its_middle(bob, room, history):
    target = history[MIDDLE]
    assert target.get_absolute_url() == f"/messager/rooms/{room.pk}/?at={target.pk}"
    page = Desk(bob, room).client.get(target.get_absolute_url())
    shown = [f"number {n}" for n in range(MIDDLE - AROUND, MIDDLE + AROUND + 1)]
    assert bodies_in(page) == shown
    assert f'data-at="{target.pk}"' in text_of(page)


def test_newer_pages_lead_to_the_newest_without_a_hole(bob, room, history):
    desk = Desk(bob, room)
    page = desk.client.get(history[10].get_absolute_url())
    seen, after = bodies_in(page), loader_in(page)
    while after is not None:
        answer = newer(desk, after)
        seen, after = seen + bodies_in(answer), loader_in(answer)
    assert seen == [f"number {n}" for n in range(COUNT)]


def test_near_the_end_it_is_the_living_page(bob, room, history):
    page = Desk(bob, room).client.get(history[-3].get_absolute_url())
    assert bodies_in(page)[-1] == f"number {COUNT - 1}"
    assert loader_in(page) is None
    assert "To the newest messages" not in text_of(page)


def test_old_links_still_lead_there_and_on(bob, room, history):
    page = Desk(bob, room).opens(before=60)
    assert bodies_in(page)[-1] == "number 58"
    assert loader_in(page) == 59


def test_without_a_script_newer_pages_are_links(bob, room, history):
    page = Desk(bob, room, script=False).opens(after=60)
    assert bodies_in(page) == [f"number {n}" for n in range(60, 60 + PAGE_SIZE)]
    assert f"?after={60 + PAGE_SIZE}" in text_of(page)
    assert "?before=61" in text_of(page)


def test_a_message_that_is_not_there_is_a_404(bob, charlie, room, direct, says, alice, history):
    elsewhere = says(alice, direct)
    desk = Desk(bob, room)
    for number in (elsewhere.pk, 10**18, 0):
        assert desk.opens(at=number).status_code == 404
    assert Desk(charlie, room).opens(at=history[3].pk).status_code == 404


def test_among_broadcasts_each_walks_through_their_own(alice, bob, charlie, everyone, says, come_online):
    come_online(alice, bob)
    first = says(alice, everyone, "to bob")
    come_online(charlie)
    says(alice, everyone, "to both")
    link = first.get_absolute_url()
    assert link == f"/messager/?at={first.pk}"
    assert bodies_in(Desk(bob, everyone).client.get(link)) == ["to bob", "to both"]
    assert Desk(charlie, everyone).client.get(link).status_code == 404
    assert bodies_in(newer(Desk(charlie, everyone), 0)) == ["to both"]
    assert bodies_in(newer(Desk(charlie, everyone), 1)) == ["to both"]


def test_a_request_that_does_not_say_from_where_is_told_so(bob, room, history):
    desk = Desk(bob, room)
    assert desk.get(f"{desk.path}messages/").status_code == 422
