"""One sees where one is signed in, and ends what one does not want."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts import devices, sessions
from apps.accounts.models import User
from apps.accounts.tests.conftest import SignIn
from apps.chat import tasks
from tests.people import PASSWORD

LIST = "/messager/accounts/sessions/"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Mobile Safari/537.36"
)
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def laptop(alice: User, sign_in: SignIn) -> Client:
    return sign_in("alice", HTTP_USER_AGENT=LAPTOP, REMOTE_ADDR="192.0.2.1").client


@pytest.fixture
def phone(alice: User, sign_in: SignIn) -> Client:
    return sign_in("alice", HTTP_USER_AGENT=PHONE, REMOTE_ADDR="198.51.100.2").client


def _is_in(client: Client) -> bool:
    return client.get("/messager/profile/").status_code == 200


def _row(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def _shown(client: Client) -> list[tuple[str, str, bool]]:
    return [(place.device, place.row.ip, place.is_here) for place in client.get(LIST).context["places"]]


def test_the_list_says_which_browser_and_from_where(laptop: Client, phone: Client) -> None:
    assert _shown(laptop) == [
        ("Firefox on Linux", "192.0.2.1", True),
        ("Safari on iPhone", "198.51.100.2", False),
    ]


def test_one_of_them_is_ended_and_the_others_go_on(laptop: Client, phone: Client) -> None:
    laptop.post(reverse("accounts:session-end", args=[_row(phone).pk]))
    assert (_is_in(laptop), _is_in(phone)) == (True, False)
    assert len(_shown(laptop)) == 1


def test_ending_it_twice_says_so(laptop: Client, phone: Client) -> None:
    url = reverse("accounts:session-end", args=[_row(phone).pk])
    laptop.post(url)
    again = laptop.post(url)
    assert again.status_code == 404
    assert b"signed out already" in again.content


def test_nobody_ends_or_sees_those_of_another(laptop: Client, bob: User, sign_in: SignIn) -> None:
    bobs = sign_in("bob").client
    assert bobs.post(reverse("accounts:session-end", args=[_row(laptop).pk])).status_code == 404
    assert _is_in(laptop)
    assert len(_shown(bobs)) == 1


def test_signing_out_everywhere_else_leaves_this_one(
    laptop: Client, phone: Client, bob: User, sign_in
) -> None:
    bobs = sign_in("bob").client
    laptop.post(LIST)
    assert (_is_in(laptop), _is_in(phone), _is_in(bobs)) == (True, False, True)
    assert len(_shown(laptop)) == 1


def test_a_session_from_before_sign_ins_were_noted_is_shown_once_it_looks(laptop: Client) -> None:
    UserSession.objects.all().delete()
    assert [is_here for _, _, is_here in _shown(laptop)] == [True]


def test_a_session_that_has_ended_otherwise_is_not_shown(laptop: Client, phone: Client) -> None:
    laptop.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "another battery horse", "password2": "another battery horse"},
    )
    assert [is_here for _, _, is_here in _shown(laptop)] == [True]


def test_signing_out_leaves_no_address_behind(laptop: Client) -> None:
    laptop.post(reverse("account_logout"))
    assert not UserSession.objects.exists()


def test_once_a_day_what_was_noted_of_expired_sessions_goes(laptop: Client, phone: Client) -> None:
    Session.objects.filter(session_key=phone.session.session_key).update(expire_date=timezone.now())
    tasks.purge()
    assert UserSession.objects.get() == _row(laptop)


def test_the_oldest_ends_when_there_are_too_many(alice: User, sign_in: SignIn, monkeypatch) -> None:
    monkeypatch.setattr(sessions, "MOST", 2)
    browsers = [sign_in("alice").client for _ in range(3)]
    assert [_is_in(browser) for browser in browsers] == [False, True, True]
    assert Session.objects.count() == 2


def test_the_list_takes_the_same_number_of_queries_for_any_number(
    laptop: Client, sign_in: SignIn, django_assert_max_num_queries
) -> None:
    _shown(laptop)
    with django_assert_max_num_queries(30) as few:
        _shown(laptop)
    for _ in range(10):
        sign_in("alice")
    with django_assert_max_num_queries(30) as many:
        _shown(laptop)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (PHONE, "Safari on iPhone"),
        (LAPTOP, "Firefox on Linux"),
        (WINDOWS, "Edge on Windows"),
        (ANDROID, "Chrome on Android"),
        ("curl/8.5.0", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_called_what_its_owner_calls_it(user_agent: str, name: str) -> None:
    assert devices.name(user_agent) == name
