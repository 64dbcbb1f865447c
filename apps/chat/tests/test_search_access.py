"""Nobody finds what they may not read."""

import pytest
from django.test import Client

from apps.chat import services
from apps.chat.models import Kind, Room
from apps.chat.searching.find import NEWEST
from apps.chat.tests.searcher import SEARCH, Searcher
from apps.chat.tests.test_search import bury

EACH_WAY = pytest.mark.parametrize("old", [False, True], ids=["among the newest", "by the index"])


@pytest.fixture
def says_it(says):
    def says_it(person, room, old):
        message = says(person, room, "the canary sings")
        if old:
            bury(message)
        assert NEWEST > 0
        return message

    return says_it


@EACH_WAY
@pytest.mark.parametrize("q", ["canary", "in:kitchen", "from:alice", "after:2020-01-01", "-nothing canary"])
def test_a_stranger_finds_nothing_of_a_room(cast, says_it, old, q):
    says_it(cast.alice, cast.room, old)
    response = Searcher(cast.charlie).asks(q)
    assert "canary sings" not in response.content.decode()
    assert "Kitchen" not in response.content.decode()
    assert Searcher(cast.bob).finds(q) == ["the canary sings"]


def test_a_room_of_strangers_and_no_room_are_the_same(cast):
    of_others = Searcher(cast.charlie).asks("in:kitchen").content
    assert of_others == Searcher(cast.charlie).asks("in:nowhere").content.replace(b"nowhere", b"kitchen")


@EACH_WAY
def test_who_has_left_finds_nothing_any_more(cast, says_it, old):
    says_it(cast.alice, cast.room, old)
    cast.room.memberships.filter(user=cast.bob).delete()
    assert Searcher(cast.bob).finds("canary") == []


@EACH_WAY
def test_of_a_direct_conversation_only_the_two_find(cast, direct, says_it, old):
    says_it(cast.alice, direct, old)
    assert Searcher(cast.charlie).finds("canary") == []
    assert Searcher(cast.bob).finds("canary") == ["the canary sings"]


@EACH_WAY
def test_a_broadcast_is_found_by_its_sender_and_by_whom_it_reached(cast, everyone, come_online, says_it, old):
    come_online(cast.alice, cast.bob)
    says_it(cast.alice, everyone, old)
    assert Searcher(cast.alice).finds("canary") == ["the canary sings"]
    assert Searcher(cast.bob).finds("canary") == ["the canary sings"]
    assert Searcher(cast.charlie).finds("canary") == []
    assert Searcher(cast.charlie).finds("in:everyone") == []


@EACH_WAY
@pytest.mark.parametrize("remove", [services.delete_message, services.hide_message])
def test_what_was_removed_is_found_by_nobody(cast, says_it, old, remove):
    remove(says_it(cast.alice, cast.room, old))
    for person in (cast.alice, cast.bob):
        assert Searcher(person).finds("canary") == []
        assert Searcher(person).finds("from:alice") == []


@EACH_WAY
def test_what_was_restored_is_found_again(cast, says_it, old):
    message = says_it(cast.alice, cast.room, old)
    services.hide_message(message)
    services.restore_message(message)
    assert Searcher(cast.bob).finds("canary") == ["the canary sings"]


def test_someone_without_any_room_finds_nothing(cast, says):
    says(cast.alice, cast.room, "canary")
    cast.charlie.memberships.all().delete()
    assert Searcher(cast.charlie).finds("canary") == []


def test_rooms_of_one_name_are_told_apart_by_who_is_in_them(cast, says):
    other = Room.objects.create(kind=Kind.CLOSED, name="Kitchen")
    services.join(cast.charlie, other)
    says(cast.charlie, other, "canary of theirs")
    says(cast.alice, cast.room, "canary of ours")
    assert Searcher(cast.bob).finds("canary in:kitchen") == ["canary of ours"]


def test_a_visitor_is_led_to_sign_in_and_a_script_is_told(cast):
    assert Client().get(SEARCH, {"q": "canary"}).status_code == 302
    assert Client().get(SEARCH, {"q": "canary"}, headers={"HX-Request": "true"}).status_code == 401
