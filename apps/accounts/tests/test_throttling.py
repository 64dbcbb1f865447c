import pytest
from allauth.core.internal import ratelimit
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.tests.conftest import SignIn, is_in

TRIES = 5  # for one account in five minutes
OFFICE = "203.0.113.7"


def _fail(sign_in: SignIn, login: str = "alice", times: int = TRIES, **more: object) -> None:
    for _ in range(times):
        sign_in(login, "wrong", **more)


def test_after_five_failures_even_the_right_password_waits(alice: User, sign_in: SignIn) -> None:
    _fail(sign_in)
    refused = sign_in("alice")
    assert not is_in(refused)
    assert b"Try again in a few minutes" in refused.content
    assert b'value="alice"' in refused.content


def test_it_passes_by_itself(alice: User, sign_in: SignIn, monkeypatch) -> None:
    _fail(sign_in)
    now = ratelimit.time.time()
    monkeypatch.setattr(ratelimit.time, "time", lambda: now + 301)
    assert is_in(sign_in("alice"))


@pytest.mark.parametrize("login", ["ALICE", "alice@example.org", " Alice@EXAMPLE.org "])
def test_the_account_is_counted_however_it_is_spelled(alice: User, sign_in: SignIn, login: str) -> None:
    _fail(sign_in)
    assert not is_in(sign_in(login))


def test_another_address_or_host_name_does_not_help(alice: User, sign_in: SignIn) -> None:
    _fail(sign_in, REMOTE_ADDR=OFFICE)
    assert not is_in(sign_in("alice", REMOTE_ADDR="198.51.100.9", HTTP_HOST="127.0.0.1"))


def test_colleagues_behind_the_same_address_still_get_in(alice: User, bob: User, sign_in: SignIn) -> None:
    _fail(sign_in, REMOTE_ADDR=OFFICE)
    assert is_in(sign_in("bob", REMOTE_ADDR=OFFICE))


def test_fifty_people_can_sign_in_from_one_address_in_a_minute(
    alice: User, bob: User, sign_in: SignIn
) -> None:
    assert all(is_in(sign_in("bob", REMOTE_ADDR=OFFICE)) for _ in range(50))


def test_an_address_has_an_end_too_whatever_it_claims_to_forward(bob: User, sign_in: SignIn) -> None:
    for number in range(100):
        sign_in(f"somebody{number}", "wrong", REMOTE_ADDR=OFFICE, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    refused = sign_in("bob", REMOTE_ADDR=OFFICE, HTTP_X_FORWARDED_FOR="10.0.0.200")
    assert refused.status_code == 429
    assert b"Wait a minute" in refused.content
    assert is_in(sign_in("bob", REMOTE_ADDR="198.51.100.9"))


def test_behind_our_proxy_the_address_it_saw_counts(bob: User, sign_in: SignIn, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(101):
        sign_in(f"n{number}", "wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, {OFFICE}")
    assert sign_in("bob", HTTP_X_FORWARDED_FOR=f"1.2.3.4, {OFFICE}").status_code == 429
    assert is_in(sign_in("bob", HTTP_X_FORWARDED_FOR=f"{OFFICE}, 198.51.100.9"))


def test_a_success_does_not_wipe_the_count(alice: User, bob: User, sign_in: SignIn) -> None:
    _fail(sign_in, times=TRIES - 1)
    sign_in("bob")
    _fail(sign_in, times=1)
    assert not is_in(sign_in("alice"))


def test_asking_for_resets_has_an_end_for_one_address(alice: User) -> None:
    url = reverse("account_reset_password")
    answers = [Client().post(url, {"email": "alice@example.org"}).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]


def test_without_a_working_cache_people_get_in(alice: User, sign_in: SignIn, settings) -> None:
    _fail(sign_in)
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"},
    }
    assert is_in(sign_in("alice"))
