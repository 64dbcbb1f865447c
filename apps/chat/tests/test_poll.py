"""/messager/updates/: what moved since the page's cursors, 204 when nothing did, never a redirect."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.chat import selectors, services
from apps.chat.models import Membership, Room
from apps.chat.selectors.transcript import MOST_CHANGES, PAGE_SIZE
from apps.chat.tests.conftest import bodies, place
from apps.chat.tests.desk import SCRIPT, UPDATES, Desk, answer_in, bodies_in, said, sequences_in, text_of
from apps.presence import store
from apps.presence.status import Status


def quiet(desk: Desk, **more) -> dict:
    """What the page of somebody up to date asks."""
    desk.room.refresh_from_db()
    return {"cursor": desk.room.last_revision, "roster": store.version() or "", **more}


# --- Nothing new ---------------------------------------------------------------------------------


def test_nothing_new_is_204_without_a_byte(alice, room, says):
    says(alice, room)
    desk = Desk(alice, room)
    answer = desk.polls(**quiet(desk))
    assert (answer.status_code, answer.content) == (204, b"")


def test_every_answer_says_when_to_come_back_and_which_build_answers(alice, room, says, settings):
    desk = Desk(alice, room)
    for _ in range(2):
        answer = desk.polls(0)
        assert answer["Messager-Poll"] == str(round(settings.POLL_INTERVAL * 1000))
        assert answer["Messager-Build"] == settings.BUILD
        says(alice, room)


def test_a_quiet_poll_is_two_queries_and_no_template(alice, room, says, direct, everyone, monkeypatch):
    """The person and their rooms; the session comes from the cache."""
    says(alice, room)
    desk = Desk(alice, room)
    asked = quiet(desk, inbox=desk.inbox())
    desk.polls(**asked)
    monkeypatch.setattr("apps.chat.views.answers.render", None)
    with CaptureQueriesContext(connection) as queries:
        assert desk.polls(**asked).status_code == 204
    assert len(queries) == 2, queries.captured_queries


def test_a_quiet_poll_costs_the_same_in_fifty_rooms(alice, room, says):
    for n in range(50):
        services.join(alice, Room.objects.create(name=f"room {n}"))
    desk = Desk(alice, room)
    asked = quiet(desk, inbox=desk.inbox())
    with CaptureQueriesContext(connection) as queries:
        assert desk.polls(**asked).status_code == 204
    assert len(queries) == 2


def test_it_writes_nothing(alice, room):
    desk = Desk(alice, room)
    asked = quiet(desk, inbox=desk.inbox())
    with CaptureQueriesContext(connection) as queries:
        desk.polls(**asked)
    assert all(query["sql"].startswith("SELECT") for query in queries)


# --- Changes -------------------------------------------------------------------------------------


def test_new_edited_and_deleted_come_in_one_answer(alice, bob, room, says):
    first, second = says(alice, room, "one"), says(alice, room, "two")
    services.edit_message(first, "one, edited")
    services.delete_message(second)
    says(alice, room, "three")
    answer = Desk(bob, room).polls(2)
    assert sequences_in(answer) == [1, 2, 3]
    assert bodies_in(answer) == ["one, edited", "three"]
    assert "Message deleted" in text_of(answer)
    assert (answer_in(answer).since, answer_in(answer).cursor) == (2, 5)


def test_a_message_changed_twice_comes_once(alice, bob, room, says):
    message = says(alice, room, "one")
    for text in ("two", "three"):
        services.edit_message(message, text)
    assert bodies_in(Desk(bob, room).polls(0)) == ["three"]


def test_without_a_cursor_everything_comes(alice, room, says):
    says(alice, room, "hello")
    answer = Desk(alice, room).get(UPDATES, room=room.pk)
    assert bodies_in(answer) == ["hello"]
    assert answer_in(answer).since == 0


def test_an_answer_names_its_room(alice, room, direct, says):
    says(alice, direct)
    assert answer_in(Desk(alice, direct).polls(0)).room == direct.pk


def test_a_poll_without_a_room_has_badges_alone(alice, bob, room, says):
    says(bob, room, "secret enough")
    answer = Desk(alice).polls(inbox="")
    assert answer.status_code == 200
    assert "data-cursor" not in text_of(answer)
    assert 'id="sidebar"' in text_of(answer)


def test_what_happens_after_the_room_was_read_comes_next_time(alice, bob, room, says):
    says(bob, room, "one")
    membership = place(alice, room)
    says(bob, room, "two")
    early = selectors.updates_of(membership, 0)
    assert (bodies(early.messages), early.cursor) == (["one"], 1)
    assert bodies_in(Desk(alice, room).polls(early.cursor)) == ["two"]


def test_what_is_edited_after_the_room_was_read_comes_next_time(alice, bob, room, says):
    message = says(bob, room, "one")
    membership = place(alice, room)
    services.edit_message(message, "two")
    early = selectors.updates_of(membership, 0)
    assert (bodies(early.messages), early.cursor) == ([], 1)
    assert bodies_in(Desk(alice, room).polls(early.cursor)) == ["two"]


# --- Too far behind ------------------------------------------------------------------------------


def test_two_hundred_changes_behind_all_come(alice, bob, room, chatter):
    chatter(alice, room, MOST_CHANGES)
    answer = Desk(bob, room).polls(0)
    assert not answer_in(answer).reload
    assert sequences_in(answer) == list(range(1, MOST_CHANGES + 1))


def test_further_behind_the_log_is_reloaded_with_a_way_to_what_is_older(alice, bob, room, chatter):
    chatter(alice, room, MOST_CHANGES + 1)
    answer = Desk(bob, room).polls(0)
    news = answer_in(answer)
    assert news.reload
    assert news.cursor == MOST_CHANGES + 1
    newest = list(range(MOST_CHANGES + 2 - PAGE_SIZE, MOST_CHANGES + 2))
    assert sequences_in(answer) == newest
    assert news.older == newest[0]
    assert "<html" not in text_of(answer)


def test_a_reload_shows_what_a_fresh_page_shows(alice, bob, room, chatter):
    chatter(alice, room, MOST_CHANGES + 7)
    desk = Desk(bob, room)
    assert bodies_in(desk.polls(1)) == bodies_in(desk.opens())


def test_two_hundred_and_one_edits_of_one_message_are_a_reload_too(alice, bob, room, says):
    message = says(alice, room, "one")
    for n in range(MOST_CHANGES + 1):
        services.edit_message(message, str(n))
    answer = Desk(bob, room).polls(0)
    assert answer_in(answer).reload
    assert bodies_in(answer) == [str(MOST_CHANGES)]


@pytest.mark.parametrize("cursor", [4, 2**31, 2**63 - 1, 2**63, 10**40])
def test_a_cursor_from_the_future_is_a_reload(cursor, alice, room, chatter):
    chatter(alice, room, 3)
    answer = Desk(alice, room).polls(cursor)
    news = answer_in(answer)
    assert (news.reload, news.since, news.cursor) == (True, cursor, 3)
    assert sequences_in(answer) == [1, 2, 3]


def test_a_reload_of_broadcasts_holds_ones_own_share_alone(
    alice, bob, charlie, everyone, come_online, chatter
):
    come_online(bob)
    chatter(alice, everyone, MOST_CHANGES + 1)
    answer = Desk(charlie, everyone).polls(0)
    assert (answer_in(answer).reload, sequences_in(answer)) == (True, [])
    assert answer_in(answer).cursor == MOST_CHANGES + 1


# --- Garbage -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "garbage",
    [
        {"room": "x"},
        {"room": "-1"},
        {"room": "0"},
        {"room": "1" * 5000},
        {"cursor": "x"},
        {"cursor": "-1"},
        {"cursor": "1.5"},
        {"cursor": "\x00"},
        {"inbox": "\x00"},
        {"inbox": "x" * 81},
        {"roster": "\x00"},
        {"next": "x"},
        {"next": "-1"},
        {"next": "99999999999"},
    ],
)
def test_garbage_is_one_sentence_and_422(garbage, alice, room):
    answer = Desk(alice, room).polls(**{"cursor": 0, **garbage})
    assert answer.status_code == 422
    assert "Reload" in said(answer)


@pytest.mark.parametrize(
    "odd", [{"away": "maybe"}, {"cursor": ""}, {"next": ""}, {"more": "x"}, {"cursor": "007"}]
)
def test_what_is_merely_odd_is_answered(odd, alice, room):
    assert Desk(alice, room).polls(**{"cursor": 0, **odd}).status_code in (200, 204)


# --- Who may ask ---------------------------------------------------------------------------------


def test_a_strangers_room_and_no_room_are_the_same_404(charlie, direct):
    stranger, nowhere = Desk(charlie, direct).polls(0), Desk(charlie, Room(pk=10**30)).polls(0)
    assert (stranger.status_code, nowhere.status_code) == (404, 404)
    assert stranger.content == nowhere.content
    assert said(stranger) == "There is no such conversation, or it is not yours any more."


def test_whoever_is_removed_gets_nothing_from_then_on(bob, alice, room, says):
    desk = Desk(bob, room)
    assert desk.polls(0).status_code == 204
    Membership.objects.filter(user=bob, room=room).delete()
    says(alice, room, "without bob")
    refused = desk.polls(0)
    assert refused.status_code == 404
    assert "without bob" not in text_of(refused)


@pytest.mark.parametrize("headers", [SCRIPT, {}], ids=["script", "bare"])
def test_signed_out_is_401_and_never_a_redirect(headers, client, db):
    answer = client.get(UPDATES, **headers)
    assert answer.status_code == 401
    assert "Location" not in answer
    assert "signed out" in said(answer)


def test_a_session_that_ended_is_401(alice, room):
    desk = Desk(alice, room)
    alice.set_password("another correct horse")
    alice.save()
    assert desk.polls(0, inbox="").status_code == 401


def test_another_account_in_the_same_browser_is_409(alice, bob, room):
    answer = Desk(bob, room).client.get(
        UPDATES, {"room": room.pk}, HTTP_HX_REQUEST="true", HTTP_MESSAGER_USER=str(alice.pk)
    )
    assert answer.status_code == 409
    assert "signed in as bob" in said(answer)


def test_a_deactivated_person_is_signed_out(alice, room):
    desk = Desk(alice, room)
    assert desk.polls(0).status_code in (200, 204)
    alice.is_active = False
    alice.save()
    assert desk.polls(0, inbox="").status_code == 401


def test_it_only_reads(alice, room):
    assert Desk(alice, room).post(UPDATES).status_code == 405


# --- The sidebar and the roster ------------------------------------------------------------------


def test_the_sidebar_comes_only_when_it_differs(alice, bob, room, direct, says):
    desk = Desk(alice, room)
    inbox = desk.inbox()
    assert 'id="sidebar"' not in text_of(desk.polls(0, inbox=inbox))
    says(bob, direct)
    answer = desk.polls(0, inbox=inbox)
    assert 'id="sidebar"' in text_of(answer)
    assert 'id="sidebar"' not in text_of(desk.polls(0, inbox=desk.inbox()))


@pytest.mark.parametrize("what", ["sent", "read elsewhere", "joined", "partner renamed", "written to first"])
def test_whatever_changes_the_sidebar_changes_its_name(
    what, alice, bob, charlie, room, direct, everyone, says
):
    says(bob, room)
    desk = Desk(alice, room)
    inbox = desk.inbox()
    if what == "sent":
        says(bob, direct)
    elif what == "read elsewhere":
        Desk(alice, room).reads(1)
    elif what == "joined":
        services.join(alice, Room.objects.create(name="Garden"))
    elif what == "partner renamed":
        bob.name = "Robert"
        bob.save(update_fields=["name"])
    else:
        services.open_direct(charlie, alice)
    answer = desk.polls(1, inbox=inbox)
    assert 'id="sidebar"' in text_of(answer)


def test_what_changes_nothing_of_it_does_not(alice, bob, charlie, room, says):
    message = says(alice, room)
    desk = Desk(alice, room)
    inbox = desk.inbox()
    services.edit_message(message, "other")
    services.open_direct(bob, charlie)
    assert desk.inbox() == inbox


def test_the_roster_is_told_when_its_version_differs_on_204_too(alice, bob, room):
    desk = Desk(alice, room)
    desk.polls(0)
    version = store.version()
    assert "HX-Trigger" not in desk.polls(0, roster=version)
    store.heartbeat(bob.pk, 2000, active=True)
    moved = desk.polls(0, roster=version)
    assert (moved.status_code, moved["HX-Trigger"]) == (204, "roster-moved")


def test_a_poll_is_a_heartbeat(alice, room):
    Desk(alice, room).polls(0)
    assert store.statuses() == {alice.pk: Status.ONLINE}


def test_a_page_that_nobody_looks_at_is_away(alice, room):
    asked = {"room": room.pk, "cursor": 0, "away": "1", "next": "60000"}
    assert Desk(alice, room).get(UPDATES, **asked).status_code == 200
    assert store.statuses() == {alice.pk: Status.AWAY}


def test_who_appears_offline_is_not_there_however_often_they_poll(alice, room):
    alice.appear_offline = True
    alice.save()
    Desk(alice, room).polls(0)
    assert store.statuses() == {}


@pytest.mark.usefixtures("redis_away")
def test_without_redis_it_answers_and_says_nothing_of_the_roster(alice, bob, room, says):
    says(bob, room, "hello")
    answer = Desk(alice, room).polls(0)
    assert bodies_in(answer) == ["hello"]
    assert "HX-Trigger" not in answer
