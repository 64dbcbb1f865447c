"""Filters at work: what happens to a text, who is told, and what it costs."""

from html import unescape

import pytest
from django.core import mail
from django.urls import reverse

from apps.accounts.models import User
from apps.chat import services as chat
from apps.chat.models import HeldMessage, Kind, Message, Room
from apps.chat.tests.conftest import bodies, place
from apps.chat.tests.desk import Desk, bodies_in, fresh_nonce, said, text_of, value_of
from apps.moderation import filters, reporting
from apps.moderation.models import Report
from apps.moderation.tests.team import a_moderator

STILL = "Your text is still here"


# --- refuse -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False])
def test_a_refused_text_stays_where_it_can_be_changed(script, room, alice, a_filter):
    a_filter("pills", "refuse", reason="No advertising, please.")
    at = Desk(alice, room, script=script)
    answer = at.sends("buy **pills**")
    assert answer.status_code == 422
    assert said(answer).startswith("No advertising, please. Your text is still here")
    assert script or value_of("body", answer) == "buy **pills**"
    assert not Message.objects.exists()
    assert at.sends("buy bread").status_code == (200 if script else 303)


def test_without_a_reason_there_is_a_sentence_too(room, alice, a_filter):
    a_filter("pills", "refuse")
    assert said(Desk(alice, room).sends("pills")).startswith("This can't be written here. Your text")


def test_an_edit_is_refused_and_the_text_before_stands(room, alice, a_filter, says):
    message = says(alice, room, "bread")
    a_filter("pills", "refuse", reason="No advertising.")
    a_filter("casino", "hold")
    at = Desk(alice, room)
    assert "No advertising." in said(at.edits(message, "pills"))
    assert "in a new message" in said(at.edits(message, "casino"))
    message.refresh_from_db()
    assert (message.body, HeldMessage.objects.count()) == ("bread", 0)


def test_a_first_message_by_code_is_refused_and_begins_nothing(alice, bob, everyone_room, a_filter):
    a_filter("pills", "refuse")
    at = Desk(alice, everyone_room)
    assert at.sends("pills", code=bob.usercode).status_code == 422
    assert at.post("/messager/directs/", person=bob.pk, body="pills", nonce=fresh_nonce()).status_code == 422
    assert not Room.objects.filter(kind=Kind.DIRECT).exists()


def test_in_direct_conversations_and_forwards_too(alice, bob, room, a_filter, says):
    direct = chat.open_direct(alice, bob).room
    message = says(alice, room, "bread")
    a_filter("pills", "refuse")
    assert Desk(alice, direct).sends("pills").status_code == 422
    path = reverse("chat:forward", args=[room.pk, message.pk])
    forward = {"body": "pills", "room": direct.pk, "nonce": fresh_nonce()}
    answer = Desk(alice, room, script=False).post(path, **forward)
    assert answer.status_code == 422
    assert STILL in text_of(answer)
    assert not direct.messages.exists()


def test_a_broadcast_too(alice, bob, everyone_room, a_filter, come_online):
    come_online(bob)
    a_filter("pills", "refuse")
    assert Desk(alice, everyone_room).sends("pills").status_code == 422


def test_rooms_and_people_are_not_called_so(alice, room, a_filter):
    a_filter("pills", "hold")
    at = Desk(alice, room, script=False)
    new = at.post("/messager/rooms/", name="Pills", kind="open")
    assert (new.status_code, STILL in text_of(new)) == (422, True)
    place(alice, room).room.memberships.filter(user=alice).update(is_owner=True)
    topic = at.post(f"{at.path}settings/", name="Kitchen", topic="cheap pills")
    assert topic.status_code == 422
    name = at.post("/messager/profile/", name="Dr. Pills")
    assert name.status_code == 422
    assert "This can't be written here." in unescape(text_of(name))
    status = at.post("/messager/status/", status="selling pills", lasts="")
    assert status.status_code == 422
    room.refresh_from_db()
    assert (Room.objects.filter(name="Pills").count(), room.topic) == (0, "")
    person = User.objects.get(pk=alice.pk)
    assert (person.name, person.status_text) == ("", "")


# --- flag -------------------------------------------------------------------------------------------------


def test_a_flagged_message_is_sent_and_reported(room, alice, bob, a_filter, says):
    before = says(bob, room, "before")
    a_filter("pills")
    a_filter("evil.com", kind="domain")
    answer = Desk(alice, room).sends("pills at evil.com")
    assert (answer.status_code, bodies(room.messages.order_by("sequence"))[1]) == (200, "pills at evil.com")
    report = Report.objects.get()
    assert (report.person, report.reporter, report.found_by) == (alice, None, "pills, evil.com")
    assert report.message.body == report.snapshot["body"] == "pills at evil.com"
    assert report.snapshot["around"] == [before.pk]
    Desk(alice, room).edits(report.message, "more pills")
    assert Report.objects.count() == 1, "one report of it is open"


def test_an_edit_is_flagged(room, alice, a_filter, says):
    message = says(alice, room, "bread")
    a_filter("pills")
    assert Desk(alice, room).edits(message, "pills").status_code == 200
    assert Report.objects.get().message == message


def test_the_same_again_is_reported_once(room, alice, a_filter):
    a_filter("pills")
    nonce = fresh_nonce()
    for _ in range(2):
        assert bodies_in(Desk(alice, room).sends("pills", nonce)) == ["pills"]
    assert (Message.objects.count(), Report.objects.count()) == (1, 1)


def test_moderators_see_which_filter_it_was_and_get_one_mail_about_a_person(room, alice, a_filter):
    a_filter("pills")
    at, moderator = Desk(alice, room), a_moderator()
    at.sends("pills")
    at.sends("more pills")
    assert reporting.tell_moderators() == 1
    assert len(mail.outbox) == 1
    theirs = Desk(moderator, script=False)
    report = Report.objects.earliest("pk")
    assert "a filter" in text_of(theirs.get(report.get_absolute_url()))
    assert "a filter: pills" in text_of(theirs.get("/admin/moderation/report/"))


# --- what counts, and what it costs -----------------------------------------------------------------------


def test_the_gravest_effect_counts(room, alice, a_filter):
    a_filter("pills", "flag")
    a_filter("cheap", "hold")
    assert Desk(alice, room).sends("cheap pills").status_code == 202
    assert HeldMessage.objects.get().found == ["pills", "cheap"]
    a_filter("now", "refuse")
    assert Desk(alice, room).sends("cheap pills now").status_code == 422
    assert not Report.objects.exists()


def test_staff_is_exempt_unless_the_filter_says_otherwise(room, alice, a_filter, says):
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    a_filter("pills", "refuse")
    a_filter("casino", "refuse", exempts_staff=False)
    at = Desk(alice, room)
    assert at.sends("pills").status_code == 200
    assert at.sends("casino").status_code == 422


def test_one_that_is_not_active_does_nothing(room, alice, a_filter):
    a_filter("pills", "refuse", is_active=False)
    assert Desk(alice, room).sends("pills").status_code == 200


@pytest.mark.parametrize("count", [0, 1, 20])
def test_filters_cost_no_query(count, alice, a_filter, django_assert_num_queries):
    for n in range(count):
        a_filter(f"word{n}", "refuse")
    filters.judge(alice, "warm")
    with django_assert_num_queries(0):
        filters.judge(alice, "hello https://example.org")


def test_what_another_process_changed_is_known_at_the_next_check(alice, a_filter, monkeypatch):
    one = a_filter("pills", "refuse")
    assert filters.judge(alice, "pills").refuses
    monkeypatch.setattr(filters, "CHECK_EVERY", 3600)
    _as_another_process(one.delete)
    assert filters.judge(alice, "pills").refuses
    monkeypatch.setattr(filters, "CHECK_EVERY", 0)
    assert not filters.judge(alice, "pills").found
    assert filters.CHECK_EVERY < 10


def _as_another_process(change):
    """It tells the others by the cache alone."""
    change()
    mine, filters._kept = filters._kept, filters._Kept()
    filters.spread()
    filters._kept = mine


def test_without_redis_filters_hold_all_the_same(alice, a_filter, refused_redis, monkeypatch):
    one = a_filter("pills", "refuse")
    monkeypatch.setattr(filters, "CHECK_EVERY", 0)
    assert filters.judge(alice, "pills").refuses
    one.delete()
    assert not filters.judge(alice, "pills").refuses
