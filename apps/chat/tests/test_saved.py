"""A private list of messages for later, across one's rooms."""

import pytest

from apps.chat import saved, services
from apps.chat.models import Saved
from apps.chat.selectors import saved as lists
from apps.chat.tests.desk import Desk, said, text_of


@pytest.fixture
def message(alice, room, says):
    return says(alice, room, "read this <later>")


def save(person, room, message, is_on=1, **more):
    desk = Desk(person, room, script=more.pop("script", True))
    return desk.post(f"{desk.path}messages/{message.pk}/save/", is_on=is_on, **more)


def listed(person, **query):
    return text_of(Desk(person).get("/messager/saved/", **query))


def test_it_is_in_my_list_and_in_no_other(alice, bob, room, message):
    save(bob, room, message)
    assert "read this &lt;later&gt;" in listed(bob)
    assert "Kitchen" in listed(bob)
    assert "read this" not in listed(alice)
    assert f'data-saved="{message.pk}"' in text_of(Desk(bob, room).opens())
    assert 'data-saved=""' in text_of(Desk(alice, room).opens())


def test_nobody_hears_of_it(bob, room, message):
    save(bob, room, message)
    room.refresh_from_db()
    assert room.last_revision == 1


def test_twice_is_once_and_it_can_be_taken_out(bob, room, message):
    for _ in range(2):
        assert save(bob, room, message).status_code == 200
    assert Saved.objects.count() == 1
    save(bob, room, message, is_on=0)
    assert "read this" not in listed(bob)


def test_taken_out_of_the_list_by_a_form_the_list_shows_again(bob, room, message):
    save(bob, room, message)
    assert save(bob, room, message, is_on=0, script=False, to="saved")["Location"] == "/messager/saved/"


def test_what_i_may_not_read_any_more_is_not_shown(bob, room, message):
    save(bob, room, message)
    bob.memberships.filter(room=room).delete()
    assert "read this" not in listed(bob)


def test_a_deleted_text_is_gone_from_the_list(bob, room, message):
    save(bob, room, message)
    services.delete_message(message)
    assert "read this" not in listed(bob)
    assert "Message removed" in listed(bob)


def test_a_stranger_saves_nothing(charlie, room, message):
    assert save(charlie, room, message).status_code == 404
    assert not Saved.objects.exists()


def test_it_comes_a_page_at_a_time(alice, bob, room, says, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    for number in range(5):
        saved.save(says(alice, room, f"number {number}"), bob)
    seen, query = [], {}
    for _ in range(3):
        page = listed(bob, **query)
        seen += [number for number in reversed(range(5)) if f"number {number}" in page]
        if "?before=" in page:
            query = {"before": page.split("?before=")[1].split('"')[0]}
    assert seen == [4, 3, 2, 1, 0]


def test_there_is_an_end_to_it(alice, bob, room, says, message, monkeypatch):
    monkeypatch.setattr(saved, "MOST", 1)
    saved.save(says(alice, room), bob)
    assert "remove one first" in said(save(bob, room, message))


def test_the_list_costs_the_same_for_many(alice, bob, room, says, django_assert_max_num_queries):
    for _ in range(5):
        saved.save(says(alice, room), bob)
    desk = Desk(bob)
    with django_assert_max_num_queries(6):
        desk.get("/messager/saved/")
