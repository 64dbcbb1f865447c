"""A word to everybody: who may say it, where it stands, and how it goes away again."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Announcement
from apps.chat.tests.desk import Desk, text_of
from apps.moderation.models import AuditEntry
from apps.moderation.tests.team import a_moderator, again

TEXT = "The server moves at five o'clock"
SHOWN = "The server moves at five o&#x27;clock"
ADD = "admin:accounts_announcement_add"
LIST = "admin:accounts_announcement_changelist"
PAGES = ["/messager/", "/messager/rooms/", "/messager/profile/", "/messager/saved/"]
FRAGMENT = "/messager/announcement/"


@pytest.fixture
def mia(db):
    return a_moderator()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def announces(person, text: str = TEXT, tone: str = "info", until=None):
    fields = {"text": text, "tone": tone, "until_0": "", "until_1": ""}
    if until:
        fields |= {"until_0": f"{until:%Y-%m-%d}", "until_1": f"{until:%H:%M:%S}"}
    with TestCase.captureOnCommitCallbacks(execute=True):
        return signed_in(person).post(reverse(ADD), fields)


def ends(person, announcement) -> str:
    chosen = {"action": "end", "_selected_action": [announcement.pk], "confirmed": "yes"}
    with TestCase.captureOnCommitCallbacks(execute=True):
        return text_of(signed_in(person).post(reverse(LIST), chosen, follow=True))


@pytest.mark.parametrize("page", PAGES)
def test_it_stands_on_every_page_of_everybody(mia, bob, page):
    announces(mia)
    html = text_of(signed_in(bob).get(page))
    assert html.count(SHOWN) == 1
    assert 'role="status"' in html.split("announcement--info", 1)[1].split(">", 1)[0]


def test_nobody_else_reads_it(mia):
    announces(mia)
    assert SHOWN not in text_of(Client().get("/messager/accounts/login/"))


def test_markup_stays_text_and_addresses_become_links(mia, bob):
    announces(mia, "<b>now</b> at https://status.example.org")
    html = text_of(signed_in(bob).get("/messager/"))
    assert "&lt;b&gt;now&lt;/b&gt;" in html
    assert 'href="https://status.example.org"' in html


def test_each_answer_of_a_poll_names_the_one_that_stands(mia, bob, everyone_room):
    desk = Desk(bob, everyone_room)
    assert desk.polls()["Messager-Announcement"] == "0"
    announces(mia)
    first = Announcement.objects.get()
    assert desk.polls()["Messager-Announcement"] == str(first.pk)
    announces(mia, "Another one")
    second = Announcement.objects.latest("pk")
    assert desk.polls()["Messager-Announcement"] == str(second.pk)
    fragment = text_of(desk.get(FRAGMENT))
    assert "Another one" in fragment
    assert SHOWN not in fragment
    ends(mia, second)
    assert desk.polls()["Messager-Announcement"] == "0"
    assert "Another one" not in text_of(desk.get(FRAGMENT))


def test_a_quiet_poll_does_not_ask_the_database_for_it(mia, bob, everyone_room):
    announces(mia)
    desk = Desk(bob, everyone_room)
    inbox = desk.inbox()
    with CaptureQueriesContext(connection) as asked:
        desk.polls(inbox=inbox)
    assert not [one for one in asked if "accounts_announcement" in one["sql"]]


def test_it_is_put_away_in_one_browser_until_it_changes(mia, bob):
    announces(mia)
    version = Announcement.objects.get().pk
    here, there = signed_in(bob), signed_in(bob)
    answer = here.post(FRAGMENT, {"version": version}, HTTP_REFERER="http://testserver/messager/saved/")
    assert (answer.status_code, answer["Location"]) == (302, "http://testserver/messager/saved/")
    assert SHOWN not in text_of(here.get("/messager/"))
    assert SHOWN in text_of(there.get("/messager/"))
    announces(mia, "Another one")
    assert "Another one" in text_of(here.get("/messager/"))


def test_a_script_gets_the_empty_place(mia, bob):
    announces(mia)
    version = Announcement.objects.get().pk
    answer = signed_in(bob).post(FRAGMENT, {"version": version}, HTTP_HX_REQUEST="true")
    assert answer.status_code == 200
    assert f'data-version="{version}"' in text_of(answer)
    assert SHOWN not in text_of(answer)


@pytest.mark.parametrize("version", ["", "x", "9" * 40, "1; Domain=evil"])
def test_no_strange_version_becomes_a_cookie(mia, bob, version):
    answer = signed_in(bob).post(FRAGMENT, {"version": version})
    assert answer.status_code == 302
    assert "announcement" not in answer.cookies


def test_it_is_over_by_the_clock(mia, bob):
    until = timezone.now() + timedelta(hours=1)
    announces(mia, until=until)
    desk = signed_in(bob)
    assert SHOWN in text_of(desk.get("/messager/"))
    Announcement.objects.update(until=timezone.now() - timedelta(seconds=1))
    cache.clear()
    assert SHOWN not in text_of(desk.get("/messager/"))


def test_it_is_not_made_for_a_time_that_has_passed(mia):
    answer = announces(mia, until=timezone.now() - timedelta(hours=1))
    assert "This is over already" in text_of(answer)
    assert not Announcement.objects.exists()


def test_it_is_written_down(mia):
    announces(mia, tone="warning")
    announcement = Announcement.objects.get()
    assert "1 is on no page any more" in ends(mia, announcement)
    assert "That is so already" in ends(mia, announcement)
    entries = AuditEntry.objects.order_by("pk").values_list("action", "actor_name", "reason")
    assert list(entries) == [("announce", "mia (mia)", TEXT), ("recall", "mia (mia)", TEXT)]


def test_only_moderators_and_owners_make_one(alice, bob):
    owner = a_moderator("olga", "Owner")
    announces(owner)
    assert Announcement.objects.count() == 1
    alice.is_staff = True
    alice.save()
    assert announces(again(alice)).status_code == 403
    assert signed_in(again(alice)).get(reverse(LIST)).status_code == 403
    assert announces(bob).status_code == 302  # to sign in
    assert Announcement.objects.count() == 1
