"""Who types is told to those who look at the room, from Redis alone."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.chat import blocking, services, typists
from apps.chat.models import Kind, Room
from apps.chat.tests.live.hall import dispatched
from tests.people import a_person


def typing_in(html):
    return re.findall(r'class="typist" data-person="(\d+)"><bdi>(.*?)</bdi>', html)


@pytest.fixture
def types(desk):
    def types(person, room):
        return desk(person, room).post(f"/messager/rooms/{room.pk}/typing/")

    return types


def test_the_others_are_told_and_the_typist_is_not(hall, alice, bob, room, types):
    own, held = hall.polls(alice, room).waits(), hall.polls(bob, room).waits()
    assert types(alice, room).status_code == 204
    assert typing_in(held.answer.text) == [(str(alice.pk), "alice")]
    own.waits()


def test_what_the_page_shows_is_not_repeated(hall, alice, bob, room, types):
    types(alice, room)
    held = hall.polls(bob, room, typing=str(alice.pk)).waits()
    typists.types(bob, room.pk)
    hall.polls(alice, room, typing="7").waits()
    assert not held.is_answered


def test_it_is_told_again_before_the_page_forgets(hall, alice, bob, room, types, settings, monkeypatch):
    """The one who types goes on; what was shown when the page asked is shown no more."""
    settings.TYPING_LASTS = 60.0
    types(alice, room)
    held = hall.polls(bob, room, typing=str(alice.pk)).waits()
    monkeypatch.setattr("apps.chat.live.asides.LEAST_BETWEEN", 0.0)
    monkeypatch.setattr("apps.chat.typists.LEAST_BETWEEN", -60.0)
    types(alice, room)
    assert typing_in(held.answer.text) == [(str(alice.pk), "alice")]


def test_it_comes_along_with_a_message(hall, alice, bob, room, types, says, monkeypatch):
    monkeypatch.setattr("apps.chat.live.hub.ASIDE", 600.0)
    held = hall.polls(bob, room).waits()
    types(alice, room)
    held.waits()
    says(a_member("carol", room), room)
    dispatched()
    assert 'data-sequence="1"' in held.answer.text
    assert typing_in(held.answer.text) == [(str(alice.pk), "alice")]


def test_who_has_sent_it_types_no_more(hall, alice, bob, room, types, says):
    types(alice, room)
    held = hall.polls(bob, room, typing=str(alice.pk)).waits()
    says(alice, room)
    dispatched()
    assert typing_in(held.answer.text) == []
    hall.polls(bob, room).waits()
    assert typists.typing_in([room.pk]) == {room.pk: []}


def test_only_those_who_look_at_the_room_hear_of_it(hall, alice, bob, room, everyone, types):
    elsewhere = hall.polls(bob, everyone).waits()
    types(alice, room)
    elsewhere.waits()


def test_a_stranger_can_neither_say_nor_hear_it(hall, alice, charlie, room, types):
    assert types(charlie, room).status_code == 404
    assert typists.typing_in([room.pk]) == {room.pk: []}
    types(alice, room)
    assert hall.polls(charlie, room).answer.status == 404


def test_who_appears_offline_does_not_say_it(alice, room, types):
    alice.appear_offline = True
    alice.save()
    types(alice, room)
    assert typists.typing_in([room.pk]) == {room.pk: []}


@pytest.mark.parametrize(("members", "is_told"), [(50, True), (51, False)])
def test_in_a_large_room_nobody_hears_of_it(db, desk, alice, members, is_told, types):
    room = Room.objects.create(kind=Kind.OPEN, name="Hall")
    services.join(alice, room)
    for n in range(members - 1):
        a_member(f"person{n}", room)
    types(alice, room)
    assert bool(typists.typing_in([room.pk])[room.pk]) is is_told
    assert ('id="typing"' in desk(alice, room).opens().content.decode()) is is_told


def test_never_in_the_room_of_everyone(alice, everyone, types):
    types(alice, everyone)
    assert typists.typing_in([everyone.pk]) == {everyone.pk: []}


def test_it_lapses(alice, room, settings):
    settings.TYPING_LASTS = 0.001
    assert typists.types(alice, room.pk)
    assert typists.typing_in([room.pk]) in ({room.pk: []}, {room.pk: [typists.Typist(alice.pk, "alice")]})
    settings.TYPING_LASTS = 60.0


def test_the_short_poll_tells_it_too_and_once(alice, bob, room, types, desk):
    types(alice, room)
    page = desk(bob, room)
    assert typing_in(page.polls(0).content.decode()) == [(str(alice.pk), "alice")]
    assert page.polls(0, typing=str(alice.pk)).status_code == 204


def test_a_name_is_text(alice, bob, room, desk):
    alice.name = "<b>A & B</b> 7"
    alice.save()
    typists.types(alice, room.pk)
    html = desk(bob, room).polls(0).content.decode()
    assert typing_in(html) == [(str(alice.pk), "&lt;b&gt;A &amp; B&lt;/b&gt; 7")]


def test_the_database_is_not_told(alice, room, desk):
    page = desk(alice, room)
    with CaptureQueriesContext(connection) as queries:
        page.post(f"/messager/rooms/{room.pk}/typing/")
    assert all(query["sql"].startswith("SELECT") for query in queries), queries.captured_queries


def test_without_redis_nothing_happens(alice, bob, room, types, desk, settings):
    settings.REDIS_URL = "unix:///nowhere.sock"
    assert types(alice, room).status_code == 204
    assert desk(bob, room).polls(0).status_code == 204


def a_member(name, room):
    person = a_person(name)
    services.join(person, room)
    return person


def test_who_is_blocked_by_the_other_hears_nothing_of_it(hall, alice, bob, room, types):
    carol = a_member("carol", room)
    blocking.block(alice, bob)
    held, other = hall.polls(bob, room).waits(), hall.polls(carol, room).waits()
    types(alice, room)
    assert typing_in(other.answer.text) == [(str(alice.pk), "alice")]
    held.waits()
    types(carol, room)
    assert typing_in(held.answer.text) == [(str(carol.pk), "carol")]
