"""A fresh installation: its first visitor sets it up, and nobody after that."""

import logging
import re
from collections import deque
from importlib import import_module
from io import StringIO
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.accounts import entrance, first_run
from apps.accounts.models import Server, SignUp, User
from apps.accounts.tests.conftest import SignIn, is_in
from apps.accounts.tests.conftest import SignUp as Signing
from tests.environment import INSECURE_HOST
from tests.people import PASSWORD, a_person
from tests.threads import Threads

HERE = reverse("first-run")
ENTRANCE = [reverse("account_login"), reverse("account_signup"), reverse("chat:home"), "/", "/admin/"]
FROM_OUTSIDE = [
    {"HTTP_HOST": INSECURE_HOST},
    {"REMOTE_ADDR": "192.0.2.7"},
    {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    {"HTTP_X_REAL_IP": "127.0.0.1"},
    {"HTTP_FORWARDED": "for=127.0.0.1"},
    {"HTTP_VIA": "1.1 proxy"},
]
LOCAL = {"HTTP_HOST": "localhost:8000"}
TOKEN = re.compile(r"\b(?:[a-z2-7]{4}-){5}[a-z2-7]{4}\b")


@pytest.fixture
def fresh(is_set_up: None, db: None) -> None:
    Server.objects.all().delete()
    entrance._say_token_once.cache_clear()


@pytest.fixture
def fresh_for_all(is_set_up: None, transactional_db: None) -> None:
    Server.objects.all().delete()


def _form(**more: str) -> dict[str, str]:
    return {
        "server_name": "The Pier",
        "username": "olena",
        "email": "Olena@example.org",
        "password1": PASSWORD,
    } | more


def _sets_up(
    client: Client | None = None, *, meta: dict[str, str] | None = None, **more: str
) -> HttpResponse:
    return (client or Client()).post(HERE, _form(**more), **(LOCAL | (meta or {})))


# --- the first visit -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ENTRANCE)
def test_every_way_in_leads_to_it(fresh: None, visitor: Client, path: str) -> None:
    assert visitor.get(path, follow=True).redirect_chain[-1] == (HERE, 302)


def test_nobody_signs_up_past_it(fresh: None, sign_up: Signing) -> None:
    assert sign_up("mallory")["Location"] == HERE
    assert not User.objects.exists()


def test_it_makes_the_owner_names_the_server_and_lets_the_owner_in(fresh: None, visitor: Client) -> None:
    response = _sets_up(visitor)
    assert (response.status_code, response["Location"]) == (302, reverse("chat:home"))
    assert is_in(response)
    owner = User.objects.get()
    assert (owner.username, owner.email) == ("olena", "olena@example.org")
    assert owner.is_staff
    assert owner.is_superuser
    assert owner.check_password(PASSWORD)
    assert Server.objects.get().name == "The Pier"
    assert visitor.get(reverse("chat:home")).status_code == 200
    assert "The Pier" in visitor.get("/admin/").content.decode()


def test_the_owner_needs_no_mail_to_come_in_again(fresh: None, sign_in: SignIn, settings) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    assert is_in(_sets_up())
    assert is_in(sign_in("olena"))
    assert EmailAddress.objects.get().verified


def test_then_there_is_nothing_there_any_more(fresh: None, visitor: Client, sign_up: Signing) -> None:
    _sets_up()
    assert visitor.get(HERE).status_code == 404
    assert _sets_up(username="mallory").status_code == 404
    assert visitor.get(reverse("account_login")).status_code == 200
    assert is_in(sign_up("dora"))
    assert not User.objects.get(username="dora").is_staff


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("username", "o", "at least 2 characters"),
        ("username", "o\u202elena", "invisible and control characters"),
        ("email", "nowhere", "valid email address"),
        ("password1", "short", "at least 8 characters"),
        ("password1", "olena-olena", "too similar"),
        ("server_name", "", "This field is required."),
        ("server_name", "x" * 61, "at most 60 characters"),
        ("server_name", "The\u202ePier", "invisible and control characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    fresh: None, field: str, value: str, said: str
) -> None:
    response = _sets_up(**{"username": "olena-olena", field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert said in str(response.context["form"].errors)
    page = response.content.decode()
    assert PASSWORD not in page
    assert field == "email" or 'value="Olena@example.org"' in page
    assert not User.objects.exists()
    assert not Server.objects.exists()


# --- the token --------------------------------------------------------------------------------------------


def test_whoever_sits_at_this_machine_needs_no_token(fresh: None, visitor: Client) -> None:
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000"):
        assert "token" not in visitor.get(HERE, HTTP_HOST=host).context["form"].fields
    assert "token" not in visitor.get(HERE, **LOCAL, REMOTE_ADDR="::1").context["form"].fields


@pytest.mark.parametrize("meta", FROM_OUTSIDE, ids=str)
def test_whoever_comes_from_elsewhere_shows_the_token(fresh: None, meta: dict[str, str]) -> None:
    for wrong in ({}, {"token": ""}, {"token": "aaaa-aaaa-aaaa-aaaa-aaaa-aaaa"}, {"token": "é"}):
        refused = _sets_up(meta=meta, **wrong)
        assert list(refused.context["form"].errors) == ["token"]
    assert not User.objects.exists()
    assert is_in(_sets_up(meta=meta, token=first_run.token()))


@pytest.mark.parametrize(
    "outside", [{"PUBLIC_URL": "https://chat.example.org"}, {"ALLAUTH_TRUSTED_PROXY_COUNT": 1}], ids=str
)
def test_where_others_are_expected_everybody_shows_it(fresh: None, settings, outside: dict) -> None:
    """A proxy beside us may pass on everything as if it were the visitor."""
    for name, value in outside.items():
        setattr(settings, name, value)
    assert list(_sets_up().context["form"].errors) == ["token"]


def test_the_token_is_in_the_log_of_whoever_asks_for_it(fresh: None, visitor: Client, caplog) -> None:
    visitor.get(HERE, **LOCAL)
    assert not TOKEN.search(caplog.text), "nobody needs it"
    for _ in range(2):
        page = visitor.get(HERE, HTTP_HOST=INSECURE_HOST)
    assert TOKEN.findall(caplog.text) == [first_run.token()]
    assert not TOKEN.search(page.content.decode())


def test_migrate_says_it_as_long_as_it_is_needed(fresh: None, caplog) -> None:
    call_command("migrate", stdout=StringIO())
    assert TOKEN.findall(caplog.text) == [first_run.token()]
    caplog.clear()
    _sets_up()
    call_command("migrate", stdout=StringIO())
    assert not TOKEN.search(caplog.text)


def test_a_warning_is_not_left_out_by_a_quiet_log(fresh: None, caplog) -> None:
    first_run.say_token()
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_it_is_typed_as_people_type(fresh: None) -> None:
    token = f" {first_run.token().upper().replace('-', ' ')} "
    assert is_in(_sets_up(meta=FROM_OUTSIDE[0], token=token))


def test_another_key_or_database_has_another_token(fresh: None, settings) -> None:
    before = first_run.token()
    assert first_run.token() == before
    settings.SECRET_KEY = "x" * 50
    assert first_run.token() != before


def test_whoever_guesses_has_to_stop(fresh: None) -> None:
    guesser = {"REMOTE_ADDR": "192.0.2.7"}
    for _ in range(10):
        _sets_up(meta=guesser, token="wrong")
    refused = _sets_up(meta=guesser, token=first_run.token())
    assert "too many tries" in str(refused.context["form"].errors)
    assert is_in(_sets_up(meta={"REMOTE_ADDR": "192.0.2.8"}, token=first_run.token()))


def test_without_the_cache_guessing_has_an_end_too(fresh: None, refused_redis: str, monkeypatch) -> None:
    monkeypatch.setattr(first_run, "_wrong", deque(maxlen=5))
    monkeypatch.setattr(first_run, "MOST_WRONG", 5)
    far = {"REMOTE_ADDR": "192.0.2.7"}
    for _ in range(5):
        _sets_up(meta=far, token="wrong")
    assert not is_in(_sets_up(meta=far, token=first_run.token()))
    first_run._wrong[0] -= 61
    assert is_in(_sets_up(meta=far, token=first_run.token()))


def test_without_a_csrf_token_nothing_is_done(fresh: None) -> None:
    assert _sets_up(Client(enforce_csrf_checks=True)).status_code == 403
    assert not Server.objects.exists()


# --- two at once, and other ways to begin ---------------------------------------------------------------


def test_of_two_at_the_same_moment_one_is_the_owner(fresh_for_all: None, monkeypatch) -> None:
    both_have_looked = Barrier(2, timeout=30)
    set_up = first_run.set_up
    monkeypatch.setattr(first_run, "set_up", lambda *args: (both_have_looked.wait(), set_up(*args)))
    answers: list[HttpResponse] = []

    def work(name: str) -> None:
        try:
            answers.append(_sets_up(username=name, server_name=f"{name}'s"))
        finally:
            connection.close()

    threads = Threads()
    for name in ("alice", "zoe"):
        threads.start(work, name)
    threads.join()
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    late = next(answer for answer in answers if answer.status_code == 409)
    assert "Somebody else has just set this server up." in late.content.decode()
    assert not is_in(late)
    owner = User.objects.get()
    assert Server.objects.get().name == f"{owner.username}'s"


def test_createsuperuser_is_enough_and_stays_so(fresh: None, visitor: Client, sign_in: SignIn) -> None:
    a_person("root", is_staff=True, is_superuser=True)
    assert is_in(sign_in("root"))
    assert visitor.get(HERE).status_code == 404
    User.objects.update(is_superuser=False)
    assert visitor.get(HERE).status_code == 404, "nobody becomes owner when the last one has gone"


def test_the_demo_is_set_up(fresh: None, visitor: Client) -> None:
    call_command("demo", stdout=StringIO())
    assert visitor.get(HERE).status_code == 404
    assert visitor.get(reverse("account_login")).status_code == 200


@pytest.mark.parametrize("has_people", [True, False])
def test_an_installation_that_is_upgraded_is_never_asked(
    fresh: None, visitor: Client, has_people: bool
) -> None:
    if has_people:
        a_person("alice")
    migration = import_module("apps.accounts.migrations.0005_server_where_people_are")
    migration.make_the_server(apps, None)
    assert visitor.get(HERE).status_code == (404 if has_people else 200)
    assert Server.current().sign_up == SignUp.OPEN
