"""What strangers try at the door: guessing one account, sending people elsewhere, handing out a session."""

import re
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.sessions.backends.cached_db import SessionStore
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.tests.conftest import SignIn, SignUp, is_in
from apps.accounts.tests.factors import code_of, confirms_it_is_them, mailed_code, with_an_app
from tests.people import PASSWORD

TRIES = 5  # for one account in five minutes
OFFICE = "203.0.113.7"

# --- guessing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("proxies", [0, 1])
def test_one_account_is_guarded_from_wherever_the_guesses_come(
    alice: User, sign_in: SignIn, settings, proxies: int
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for number in range(TRIES):
        sign_in("alice", "wrong", REMOTE_ADDR=f"10.1.0.{number}", HTTP_X_FORWARDED_FOR=f"10.2.0.{number}")
    refused = sign_in("alice", REMOTE_ADDR="10.1.0.99", HTTP_X_FORWARDED_FOR="10.2.0.99")
    assert not is_in(refused)
    assert b"Try again in a few minutes" in refused.content


def test_without_a_proxy_of_ours_the_header_counts_for_nothing(bob: User, sign_in: SignIn) -> None:
    for number in range(100):
        sign_in(f"n{number}", "wrong", REMOTE_ADDR=OFFICE, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    assert sign_in("bob", REMOTE_ADDR=OFFICE, HTTP_X_FORWARDED_FOR="10.9.9.9").status_code == 429


def test_behind_a_proxy_what_the_client_writes_in_front_counts_for_nothing(
    bob: User, sign_in: SignIn, settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(101):
        sign_in(f"n{number}", "wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, {OFFICE}")
    assert sign_in("bob", HTTP_X_FORWARDED_FOR=f"10.9.9.9, {OFFICE}").status_code == 429
    assert is_in(sign_in("bob", HTTP_X_FORWARDED_FOR="198.51.100.9"))


def test_an_office_is_not_locked_out_by_one_of_its_people(alice: User, bob: User, sign_in: SignIn) -> None:
    for _ in range(2 * TRIES):
        sign_in("alice", "wrong", REMOTE_ADDR=OFFICE)
    assert is_in(sign_in("bob", REMOTE_ADDR=OFFICE))


def test_the_second_step_has_its_own_count_for_each_account(alice: User, bob: User, sign_in: SignIn) -> None:
    secrets = {person.username: with_an_app(person) for person in (alice, bob)}
    url = reverse("mfa_authenticate")
    for number in range(TRIES):
        sign_in("alice", REMOTE_ADDR=OFFICE).client.post(url, {"code": f"x{number}"}, REMOTE_ADDR=OFFICE)
    for name, gets_in in (("alice", False), ("bob", True)):
        client = sign_in(name, REMOTE_ADDR=OFFICE).client
        answer = client.post(url, {"code": code_of(secrets[name])}, REMOTE_ADDR=OFFICE)
        assert is_in(answer) == gets_in


def test_whoever_finds_an_open_browser_cannot_guess_the_password_there(alice: User, sign_in: SignIn) -> None:
    client = sign_in("alice").client
    for _ in range(10):
        client.post(reverse("account_reauthenticate"), {"password": "wrong"})
    refused = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert refused.status_code == 429 or b"Try again" in refused.content


# --- open redirects -----------------------------------------------------------------------------------

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " //evil.example",
    "https:evil.example",
    "http://testserver@evil.example/",
]


def _stays(answer) -> bool:
    return (
        bool(re.match(r"/(?![/\\])", answer["Location"])) and "evil" not in answer["Location"].split("?")[0]
    )


@pytest.fixture(params=ELSEWHERE)
def elsewhere(request) -> str:
    return str(request.param)


def test_signing_in_leads_nowhere_else(alice: User, sign_in: SignIn, elsewhere: str) -> None:
    answer = sign_in("alice", data={"next": elsewhere})
    assert is_in(answer)
    assert answer["Location"] == "/messager/"


def test_nor_does_the_page_s_own_address(alice: User, elsewhere: str) -> None:
    url = reverse("account_login") + "?next=" + quote(elsewhere)
    answer = Client().post(url, {"login": "alice", "password": PASSWORD})
    assert answer["Location"] == "/messager/"


def test_whoever_is_in_already_is_led_nowhere_else(alice: User, sign_in: SignIn, elsewhere: str) -> None:
    client = sign_in("alice").client
    for name in ("account_login", "account_signup", "account_request_login_code", "mfa_login_webauthn"):
        assert _stays(client.get(reverse(name), {"next": elsewhere})), name


def test_signing_up_leads_nowhere_else(sign_up: SignUp, elsewhere: str) -> None:
    url = reverse("account_signup") + "?next=" + quote(elsewhere)
    data = {"username": "nina", "email": "nina@example.org", "password1": PASSWORD, "next": elsewhere}
    answer = Client().post(url, data)
    assert is_in(answer)
    assert _stays(answer)


def test_signing_out_leads_nowhere_else(alice: User, sign_in: SignIn, elsewhere: str) -> None:
    client = sign_in("alice").client
    assert _stays(client.post(reverse("account_logout"), {"next": elsewhere}))


def test_choosing_a_language_leads_nowhere_else(visitor: Client, elsewhere: str) -> None:
    data = {"language": "en", "next": elsewhere}
    assert _stays(visitor.post(reverse("language"), data, headers={"Referer": elsewhere}))


def test_confirming_who_one_is_leads_nowhere_else(alice: User, sign_in: SignIn, elsewhere: str) -> None:
    client = sign_in("alice").client
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": elsewhere})
    assert _stays(answer)


def test_nor_does_the_second_step_or_a_code_by_mail(alice: User, sign_in: SignIn, elsewhere: str) -> None:
    secret = with_an_app(alice)
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    client = Client()
    asked = client.post(reverse("account_request_login_code"), {"email": alice.email, "next": elsewhere})
    assert _stays(asked)
    second = client.post(reverse("account_confirm_login_code"), {"code": mailed_code(), "next": elsewhere})
    assert _stays(second)
    answer = client.post(second["Location"], {"code": code_of(secret), "next": elsewhere})
    assert is_in(answer)
    assert _stays(answer)


# --- sessions that were handed out -----------------------------------------------------------------------


def _with_session(key: str) -> Client:
    client = Client()
    client.cookies["sessionid"] = key
    return client


def test_signing_in_changes_the_session_s_key(alice: User, sign_in: SignIn) -> None:
    stranger_s = SessionStore()
    stranger_s["planted"] = True
    stranger_s.create()
    client = _with_session(stranger_s.session_key)
    sign_in("alice", client=client)
    assert is_in(client.get("/messager/profile/"))
    assert client.cookies["sessionid"].value != stranger_s.session_key
    assert _with_session(stranger_s.session_key).get("/messager/profile/").status_code == 302
    assert not SessionStore().exists(stranger_s.session_key)


def test_a_made_up_key_is_not_taken_on(alice: User, sign_in: SignIn) -> None:
    client = _with_session("a" * 32)
    sign_in("alice", client=client)
    assert client.cookies["sessionid"].value != "a" * 32
    assert _with_session("a" * 32).get("/messager/profile/").status_code == 302


def test_the_second_step_changes_it_too_and_what_knew_the_first_gets_nowhere(
    alice: User, sign_in: SignIn
) -> None:
    secret = with_an_app(alice)
    client = sign_in("alice").client
    between = client.cookies["sessionid"].value
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.cookies["sessionid"].value != between
    assert _with_session(between).get("/messager/profile/").status_code == 302


def test_signing_out_leaves_nothing_that_can_be_used(alice: User, sign_in: SignIn) -> None:
    client = sign_in("alice").client
    key = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))
    assert _with_session(key).get("/messager/profile/").status_code == 302


def test_turning_off_the_second_step_needs_the_password_in_this_session(alice: User, sign_in: SignIn) -> None:
    """Another browser of theirs that has just confirmed is of no help."""
    with_an_app(alice)
    confirmed, open_one = Client(), Client()
    confirmed.force_login(alice)
    open_one.force_login(alice)
    confirms_it_is_them(confirmed)
    answer = open_one.post(reverse("mfa_deactivate_totp"))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))


# --- time -------------------------------------------------------------------------------------------------


def test_an_unknown_login_costs_the_same_hashing_as_a_known_one(
    alice: User, sign_in: SignIn, settings, monkeypatch
) -> None:
    """The hasher itself is counted: it is all that takes noticeable time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    alice.set_password(PASSWORD)
    alice.save()
    hashed = []
    encode = PBKDF2PasswordHasher.encode
    monkeypatch.setattr(
        PBKDF2PasswordHasher, "encode", lambda *given, **more: hashed.append(1) or encode(*given, **more)
    )
    counts = []
    for login in ("alice", "alice@example.org", "nobody", "nobody@example.org"):
        hashed.clear()
        sign_in(login, "wrong")
        counts.append(len(hashed))
    assert counts == [1, 1, 1, 1]
