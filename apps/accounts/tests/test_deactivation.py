from django.contrib.sessions.models import Session
from django.test import Client

from apps.accounts import services
from apps.accounts.models import User
from apps.accounts.tests.conftest import SignIn, is_in

PROFILE = "/messager/profile/"
POLL = {"HTTP_HX_REQUEST": "true"}


def _browser_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    assert client.get(PROFILE).status_code == 200
    return client


def test_the_next_poll_of_a_deactivated_person_gets_401(alice: User) -> None:
    browser = _browser_of(alice)
    services.deactivate(alice)
    assert browser.get(PROFILE, **POLL).status_code == 401
    assert browser.get(PROFILE).status_code == 302


def test_they_are_told_so_when_they_sign_in_with_the_right_password(alice: User, sign_in: SignIn) -> None:
    services.deactivate(alice)
    assert sign_in("alice")["Location"] == "/messager/accounts/inactive/"
    wrong = sign_in("alice", "wrong")
    assert wrong.status_code == 200
    assert not is_in(wrong)


def test_old_sessions_stay_ended_after_activation_and_the_person_gets_in_anew(
    alice: User, sign_in: SignIn
) -> None:
    browser = _browser_of(alice)
    services.deactivate(alice)
    services.activate(alice)
    assert browser.get(PROFILE).status_code == 302
    assert is_in(sign_in("alice"))


def test_ending_sessions_ends_all_of_one_person_and_of_nobody_else(alice: User, bob: User) -> None:
    browsers = [_browser_of(alice), _browser_of(alice)]
    bobs = _browser_of(bob)
    services.end_sessions(alice)
    assert [browser.get(PROFILE, **POLL).status_code for browser in browsers] == [401, 401]
    assert bobs.get(PROFILE).status_code == 200


def test_an_ended_session_leaves_the_database_when_it_is_used(alice: User) -> None:
    browser = _browser_of(alice)
    services.end_sessions(alice)
    assert Session.objects.count() == 1
    browser.get(PROFILE)
    assert Session.objects.count() == 0
