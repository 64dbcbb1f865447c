"""Anyone reports what they see, once; the moderators are told; the rest is nobody's business."""

import socket

import pytest
from django.core import mail
from django.urls import reverse

from apps.chat import services as chat
from apps.chat.models import Message
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import text_of
from apps.moderation import mails, reporting
from apps.moderation.models import Action, Category, Report
from apps.moderation.problems import NoReason, Standing
from apps.moderation.templatetags.moderation import open_reports
from apps.moderation.tests.team import a_moderator, again
from tests.people import a_person

THANKS = "/messager/reported/"
CANARY = "the-canary-sings"


@pytest.fixture
def message(bob, room, says):
    return says(bob, room, CANARY)


def address(message):
    return reverse("moderation:report-message", args=[message.room_id, message.pk])


def of_person(person):
    return reverse("moderation:report-person", args=[person.pk])


def reports(at, path, **fields):
    return at.post(path, **{"category": "spam", "text": "Please look", **fields})


@pytest.fixture
def at(desk, alice, room):
    return desk(alice, room, script=False)


def test_a_message_is_reported_and_one_is_thanked(at, message, says, alice, room):
    after = says(alice, room, "after")
    assert CANARY in text_of(at.get(address(message)))
    answer = reports(at, address(message))
    assert (answer.status_code, answer["Location"]) == (302, THANKS)
    assert "what happens next" in text_of(at.get(THANKS))
    report = Report.objects.get()
    assert (report.reporter, report.person, report.message) == (alice, message.sender, message)
    assert (report.category, report.text) == (Category.SPAM, "Please look")
    assert report.snapshot["body"] == CANARY
    assert report.snapshot["around"] == [after.pk]


def test_what_is_kept_is_the_text_as_it_was(at, message):
    reports(at, address(message))
    chat.delete_message(message)
    assert Report.objects.get().snapshot["body"] == CANARY


def test_a_person_is_reported(at, bob):
    assert reports(at, of_person(bob))["Location"] == THANKS
    report = Report.objects.get()
    assert (report.person, report.message_number, report.snapshot) == (bob, None, None)


def test_an_outsider_gets_404_and_the_same_as_for_nothing(desk, charlie, message, bob):
    outsider = desk(charlie, script=False)
    nowhere = reverse("moderation:report-message", args=[message.room_id, message.pk + 1000])
    for path in (address(message), nowhere, reverse("moderation:report-person", args=[10**9])):
        assert outsider.get(path).status_code == 404
        assert reports(outsider, path).status_code == 404
    assert not Report.objects.exists()


def test_a_broadcast_is_reported_by_those_who_got_it(everyone_room, desk, alice, bob, charlie, come_online):
    come_online(alice)
    sent = chat.post_message(place(bob, everyone_room), "buy this", "7d7a9e1e-1111-4111-8111-111111111111")
    assert reports(desk(charlie, script=False), address(sent)).status_code == 404
    assert reports(desk(alice, script=False), address(sent)).status_code == 302


def test_one_report_of_each_thing_is_open_at_a_time(at, message, bob):
    reports(at, address(message))
    again_ = reports(at, address(message), text="my long words")
    assert again_.status_code == 409
    assert "You have reported this already" in text_of(again_)
    assert "my long words</textarea>" in text_of(again_)
    assert "You have reported this already" in text_of(at.get(address(message)))
    assert reports(at, of_person(bob)).status_code == 302
    assert reports(at, of_person(bob)).status_code == 409
    Report.objects.update(closed_at=message.sent_at)
    assert reports(at, address(message)).status_code == 302
    assert Report.objects.count() == 3


def test_bad_input_is_told_and_the_text_stays(at, message):
    for fields, sentence in [
        ({"category": ""}, "Choose what is wrong first."),
        ({"category": "nonsense"}, "nonsense"),
        ({"text": "x" * 1001}, "1000"),
    ]:
        answer = reports(at, address(message), **fields)
        assert answer.status_code == 422
        assert sentence in text_of(answer)
    assert "Please look</textarea>" in text_of(reports(at, address(message), category=""))
    assert not Report.objects.exists()


def test_ones_own_and_what_is_gone_are_not_reported(at, alice, bob, room, says, message):
    own = says(alice, room, "mine")
    assert reports(at, address(own)).status_code == 422
    assert reports(at, of_person(alice)).status_code == 404
    chat.delete_message(message)
    assert reports(at, address(message)).status_code == 409
    assert not Report.objects.exists()


def test_there_is_a_limit(at, bob, monkeypatch):
    monkeypatch.setattr(reporting, "REPORTS", reporting.Limit("reports", 2, 3600))
    people = [a_person(f"person{n}") for n in range(3)]
    assert [reports(at, of_person(one)).status_code for one in people] == [302, 302, 429]


def test_the_way_to_it_is_on_the_pages(at, message, bob, room):
    assert 'data-page="report/"' in text_of(at.opens())
    assert address(message) in text_of(at.get(f"{at.path}messages/{message.pk}/"))
    assert of_person(bob) in text_of(at.get(f"{at.path}members/"))
    direct = chat.open_direct(at.user, bob).room
    assert of_person(bob) in text_of(at.get(f"/messager/rooms/{direct.pk}/details/"))
    assert of_person(bob) in text_of(at.get(reverse("chat:person", args=[bob.pk])))


# --- the moderators are told ------------------------------------------------------------------------------


def test_moderators_get_a_mail_without_what_was_written(at, message, room):
    moderators = [a_moderator("mia"), a_moderator("olga", "Owner", language="pt-br")]
    a_moderator("max")
    a_person("helga", is_staff=True)
    out = a_moderator("zoe")
    out.is_active = False
    out.save()
    reports(at, address(message))
    assert reporting.tell_moderators() == 1
    assert reporting.tell_moderators() == 0
    to = {one.to[0]: one for one in mail.outbox}
    assert set(to) == {"max@example.org", *(one.email for one in moderators)}
    for sent in mail.outbox:
        assert CANARY not in sent.subject + sent.body
        assert "Please look" not in sent.body
        assert Report.objects.get().get_absolute_url() in sent.body


def test_while_no_mail_server_answers_they_wait_and_are_told_later(at, message, settings):
    moderator = a_moderator()
    reports(at, address(message))
    works = settings.EMAIL_BACKEND
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        settings.EMAIL_HOST, settings.EMAIL_PORT = nobody.getsockname()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert reporting.tell_moderators() == 0
    settings.EMAIL_BACKEND = works
    assert reporting.tell_moderators() == 1
    assert moderator.email in {one.to[0] for one in mail.outbox}


def test_a_task_is_sent_after_the_commit(at, message, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr("celery.current_app.send_task", lambda name, **_: sent.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        reports(at, address(message))
    assert mails.TASK in sent


def test_without_a_broker_the_report_is_made(at, message, refused_redis, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert reports(at, address(message)).status_code == 302


def test_the_badge_is_for_moderators_alone_and_moves_at_once(at, message, desk):
    moderator = a_moderator()
    theirs = desk(moderator)
    assert "sidebar__reports" in text_of(theirs.get("/messager/"))
    assert "sidebar__reports" not in text_of(at.get("/messager/"))
    before = theirs.inbox()
    reports(at, address(message))
    moved = theirs.polls(room="", inbox=before)
    assert 'aria-label="1 open"' in text_of(moved)
    assert theirs.polls(room="", inbox=theirs.inbox()).status_code == 204


def test_who_is_no_staff_costs_no_query(at, message, django_assert_num_queries):
    person = again(at.user)
    with django_assert_num_queries(0):
        assert open_reports(person) == {}


# --- closing ----------------------------------------------------------------------------------------------


def test_closing_wipes_what_was_kept_of_all_about_the_same(at, desk, message, charlie, room, bob):
    chat.join(charlie, room)
    for reporter in (at, desk(charlie, script=False)):
        reports(reporter, address(message))
    reports(at, of_person(bob))
    first = Report.objects.order_by("pk").first()
    moderator = a_moderator()
    with pytest.raises(NoReason):
        reporting.close(moderator, first, Action.DISMISS, " ")
    reporting.close(moderator, first, Action.DISMISS, "harmless")
    assert [one.snapshot for one in Report.objects.filter(message=message)] == [None, None]
    assert Report.objects.open().get().person == bob
    with pytest.raises(Standing):
        reporting.close(moderator, first, Action.DISMISS, "harmless")


def test_a_message_that_is_gone_for_good_leaves_its_report(at, message):
    reports(at, address(message))
    Message.objects.filter(pk=message.pk).delete()
    report = Report.objects.get()
    assert (report.message, report.is_of_message) == (None, True)
