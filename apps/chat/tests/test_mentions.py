"""Who is called by a message: recorded when it is dispatched, counted until it has been read."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.chat import selectors, services
from apps.chat.models import Membership, Mention, Message, Outbox, Room
from apps.chat.tests.desk import Desk, fresh_nonce, said, text_of, value_of
from tests.people import a_person

MENTIONS = re.compile(r'class="mentions">@([\d+]+)')


@pytest.fixture
def called(says):
    """Sends and dispatches; returns who is called then."""

    def called(person, room, text):
        says(person, room, text)
        return dispatched()

    return called


def dispatched() -> set[str]:
    services.dispatch()
    return set(Mention.objects.values_list("user__username", flat=True))


def mentions_of(person) -> list[str]:
    """The red badges of the sidebar."""
    return MENTIONS.findall(text_of(Desk(person).client.get("/messager/")))


def inbox(person) -> int:
    person.refresh_from_db()
    return person.inbox


@pytest.mark.parametrize(
    "text", ["@bob", "hello @BOB, are you there?", "**@bob**", "> @bob\n\nyes", "@bob @bob"]
)
def test_a_member_is_called_by_name(called, alice, room, text):
    assert called(alice, room, text) == {"bob"}


@pytest.mark.parametrize(
    "text", ["@charlie", "@nobody", "`@bob`", "```\n@bob\n```", "bob", "me@bob", "@alice"]
)
def test_strangers_are_not_and_nobody_calls_themselves(called, alice, charlie, room, text):
    assert called(alice, room, text) == set()


def test_who_merely_looks_alike_is_not_called(called, alice, room):
    assert called(alice, room, "@b0b") == set()


def test_whom_it_calls_is_shown_by_their_name(alice, bob, room, says):
    bob.name = "Bob <b>"
    bob.save()
    message = says(alice, room, "hello @bob")
    assert message.html == f'hello <span class="mention" data-person="{bob.pk}">@Bob &lt;b&gt;</span>'
    assert message.body == "hello @bob"


def test_in_a_direct_conversation_too_but_not_in_a_broadcast(
    called, alice, bob, direct, everyone, come_online
):
    assert called(alice, direct, "@bob") == {"bob"}
    Mention.objects.all().delete()
    come_online(alice, bob)
    assert called(alice, everyone, "@bob") == set()
    assert "mention" not in Message.objects.latest("pk").html


def test_it_is_counted_apart_until_it_has_been_read(called, alice, bob, room):
    called(alice, room, "@bob one")
    called(alice, room, "two")
    called(alice, room, "@bob three")
    assert mentions_of(bob) == ["2"]
    assert mentions_of(alice) == []
    Desk(bob, room).reads(1)
    assert mentions_of(bob) == ["1"]
    Desk(bob, room).reads(3)
    assert mentions_of(bob) == []


def test_it_raises_the_sidebar_of_who_is_called_alone(called, alice, bob, room):
    before = inbox(alice), inbox(bob)
    called(alice, room, "nobody here")
    assert (inbox(alice), inbox(bob)) == before
    called(alice, room, "@bob")
    assert (inbox(alice), inbox(bob)) == (before[0], before[1] + 1)


def test_dispatched_again_it_changes_nothing(called, alice, bob, room):
    called(alice, room, "@bob")
    before = list(Mention.objects.values()), inbox(bob)
    Outbox.objects.update(done_at=None, lease_until=None, attempts=0)
    assert services.dispatch() == 1
    assert (list(Mention.objects.values()), inbox(bob)) == before


def test_an_edit_calls_and_calls_off(alice, bob, room, says):
    services.join(a_person("dora"), room)
    message = says(alice, room, "@bob")
    assert dispatched() == {"bob"}
    services.edit_message(message, "@dora")
    assert dispatched() == {"dora"}
    services.edit_message(message, "nobody")
    assert dispatched() == set()


@pytest.mark.parametrize("remove", [services.delete_message, services.hide_message])
def test_what_was_removed_calls_nobody(remove, alice, bob, room, says):
    message = says(alice, room, "@bob")
    assert dispatched() == {"bob"}
    remove(message)
    assert dispatched() == set()
    assert mentions_of(bob) == []


def test_what_was_restored_calls_again(alice, bob, room, says):
    message = says(alice, room, "@bob")
    services.hide_message(message)
    dispatched()
    services.restore_message(message)
    assert dispatched() == {"bob"}


def test_an_edit_that_overtakes_its_own_send_has_the_last_word(alice, room, says):
    message = says(alice, room, "@bob")
    services.edit_message(message, "nobody")
    assert dispatched() == set()


def test_a_message_that_calls_nobody_costs_no_query_more(alice, bob, room, says):
    says(alice, room, "plain")
    with CaptureQueriesContext(connection) as queries:
        services.dispatch()
    assert not any("chat_mention" in query["sql"] for query in queries)
    with CaptureQueriesContext(connection) as queries:
        says(alice, room, "plain again")
    assert not any('skeleton" IN' in query["sql"] for query in queries)


def test_the_names_of_a_message_are_looked_up_at_once(alice, room, says):
    with CaptureQueriesContext(connection) as queries:
        says(alice, room, " ".join(f"@name{n}" for n in range(100)))
    assert sum('skeleton" IN' in query["sql"] for query in queries) == 1


# --- Everyone ---------------------------------------------------------------------------------------------


@pytest.fixture
def large(room) -> Room:
    """22 members, no owner."""
    for n in range(20):
        services.join(a_person(f"extra{n}"), room)
    return room


def own(person, room):
    Membership.objects.filter(user=person, room=room).update(is_owner=True)


@pytest.mark.parametrize("script", [True, False])
def test_everyone_is_asked_about_first(script, alice, room):
    desk, nonce = Desk(alice, room, script=script), fresh_nonce()
    asked = desk.sends("@everyone lunch", nonce)
    assert asked.status_code == 428
    assert said(asked) == "This notifies 1 person."
    assert script or value_of("body", asked) == "@everyone lunch"
    assert script or 'name="everyone"' in text_of(asked)
    assert not Message.objects.exists()
    assert desk.sends("@everyone lunch", nonce, everyone="on").status_code in (200, 303)
    assert Message.objects.count() == 1


def test_a_late_copy_of_it_is_not_asked_again(alice, room):
    desk, nonce = Desk(alice, room), fresh_nonce()
    desk.sends("@everyone lunch", nonce, everyone="on")
    assert desk.sends("@everyone lunch", nonce).status_code == 200
    assert Message.objects.count() == 1


def test_it_calls_everyone_who_is_there_but_the_sender(alice, room):
    Desk(alice, room).sends("@everyone lunch", everyone="on")
    assert dispatched() == {"bob"}
    services.join(a_person("later"), room)
    Outbox.objects.update(done_at=None, lease_until=None, attempts=0)
    assert dispatched() == {"bob"}


def test_in_a_large_room_it_is_its_owners_right(alice, large):
    desk = Desk(alice, large)
    refused = desk.sends("@everyone lunch", everyone="on")
    assert refused.status_code == 422
    assert "only its owners" in said(refused)
    assert not Message.objects.exists()
    own(alice, large)
    asked = desk.sends("@everyone lunch")
    assert "This notifies 21 people." in said(asked)
    assert desk.sends("@everyone lunch", everyone="on").status_code == 200
    assert len(dispatched()) == 21


@pytest.mark.parametrize("text", ["`@everyone`", "me@everyone", "everyone"])
def test_what_only_looks_like_it_is_not_asked_about(text, alice, large):
    assert Desk(alice, large).sends(text).status_code == 200


def test_between_two_and_in_a_broadcast_it_is_text(alice, bob, direct, everyone, come_online):
    come_online(alice, bob)
    for room in (direct, everyone):
        assert Desk(alice, room).sends("@everyone hi").status_code == 200
    assert dispatched() == set()


def test_an_edit_does_not_call_everyone_anew(alice, bob, room, says):
    message = says(alice, room, "plain")
    services.edit_message(message, "@everyone")
    assert dispatched() == set()


def test_an_edit_of_what_called_everyone_still_does(alice, room):
    Desk(alice, room).sends("@everyone lunch", everyone="on")
    services.edit_message(Message.objects.select_related("room", "sender").get(), "@everyone dinner")
    assert dispatched() == {"bob"}


# --- Suggestions ------------------------------------------------------------------------------------------


def suggested(person, room, typed: str) -> list[str]:
    answer = Desk(person, room).get(f"/messager/rooms/{room.pk}/suggestions/", q=typed)
    assert answer.status_code == 200
    return re.findall(r'data-insert="@([^ "]+) "', text_of(answer))


@pytest.fixture
def crew(room):
    for username, name in (
        ("marta", "Lind, Marta"),
        ("mart1n", "Martin Berg"),
        ("zoe", "Anna Maria"),
        ("olga", "Ольга"),
    ):
        services.join(a_person(username, name=name), room)
    a_person("mallory")
    return room


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("mart", {"marta", "mart1n"}),
        ("MART", {"marta", "mart1n"}),
        ("maria", {"zoe"}),
        ("berg", {"mart1n"}),
        ("Оль", {"olga"}),
        ("mal", set()),
        ("%", set()),
        ("_", set()),
        ("x" * 5000, set()),
        ("\x00", set()),
    ],
)
def test_members_are_suggested_by_the_beginning_of_a_name(alice, crew, typed, names):
    assert set(suggested(alice, crew, typed)) == names


def test_who_spoke_lately_stands_first_and_oneself_nowhere(alice, crew, says):
    zoe, olga = (crew.members.get(username=name) for name in ("zoe", "olga"))
    says(olga, crew)
    says(zoe, crew)
    says(olga, crew)
    says(zoe, crew)
    found = suggested(alice, crew, "")
    assert found[:2] == ["zoe", "olga"]
    assert "alice" not in found


def test_no_more_than_eight_and_everyone_for_who_may(alice, large):
    assert len(suggested(alice, large, "")) == 8
    own(alice, large)
    assert suggested(alice, large, "")[-1] == "everyone"
    assert suggested(alice, large, "every") == ["everyone"]


def test_nobody_looks_into_other_rooms(charlie, room, everyone):
    assert Desk(charlie, room).get(f"/messager/rooms/{room.pk}/suggestions/", q="").status_code == 404
    assert suggested(charlie, everyone, "") == []


def test_a_room_of_thousands_is_not_loaded(alice, large):
    place = Membership.objects.select_related("room").get(user=alice, room=large)
    with CaptureQueriesContext(connection) as queries:
        assert [person.username for person in selectors.suggested_people(place, "b")] == ["bob"]
    assert len(queries) <= 3
    assert "LIMIT 8" in queries[-1]["sql"]
