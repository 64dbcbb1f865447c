"""A code by mail signs in whoever has confirmed the address, and nobody else."""

import time

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.tests.conftest import SignUp, is_in
from apps.accounts.tests.factors import code_of, mailed_code, with_an_app

ASK, CONFIRM = "/messager/accounts/login/code/", "/messager/accounts/login/code/confirm/"


@pytest.fixture
def owner(alice: User) -> User:
    """Alice with a confirmed address."""
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    return alice


def _asks(client: Client, address: str = "alice@example.org") -> None:
    assert client.post(ASK, {"email": address})["Location"] == CONFIRM


def test_the_code_in_the_mail_signs_in(owner: User, visitor: Client) -> None:
    _asks(visitor, "Alice@EXAMPLE.org")
    assert [message.to for message in mail.outbox] == [["alice@example.org"]]
    answer = visitor.post(CONFIRM, {"code": mailed_code()})
    assert answer["Location"] == "/messager/"
    assert is_in(answer)


def test_it_leads_to_where_they_wanted_to_go(owner: User, visitor: Client) -> None:
    asked = visitor.post(ASK, {"email": owner.email, "next": "/messager/profile/"})
    page = visitor.get(asked["Location"])
    assert b'value="/messager/profile/"' in page.content
    answer = visitor.post(CONFIRM, {"code": mailed_code(), "next": "/messager/profile/"})
    assert answer["Location"] == "/messager/profile/"


def test_in_another_browser_it_is_worth_nothing(owner: User, visitor: Client) -> None:
    _asks(visitor)
    answer = Client().post(CONFIRM, {"code": mailed_code()})
    assert not is_in(answer)
    assert answer["Location"] == ASK


def test_after_three_wrong_codes_the_right_one_is_too_late(owner: User, visitor: Client) -> None:
    _asks(visitor)
    for _ in range(3):
        visitor.post(CONFIRM, {"code": "WRONG"})
    assert not is_in(visitor.post(CONFIRM, {"code": mailed_code()}))


def test_it_is_good_for_ten_minutes(owner: User, visitor: Client, monkeypatch) -> None:
    _asks(visitor)
    code = mailed_code()
    later = time.time() + 601
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: later)
    assert not is_in(visitor.post(CONFIRM, {"code": code}))


def test_an_unconfirmed_address_gets_no_code(alice: User, visitor: Client) -> None:
    """Or who made the account with it beforehand would read along."""
    EmailAddress.objects.create(user=alice, email=alice.email, verified=False, primary=True)
    _asks(visitor)
    assert "has not confirmed it" in mail.outbox[0].body
    assert not is_in(visitor.post(CONFIRM, {"code": ""}))


def test_of_several_who_claim_an_address_its_owner_gets_in(
    owner: User, sign_up: SignUp, visitor: Client
) -> None:
    sign_up("mallory", "alice@example.org")
    _asks(visitor)
    answer = visitor.post(CONFIRM, {"code": mailed_code()})
    assert answer.client.session["_auth_user_id"] == str(owner.pk)


def test_a_deactivated_account_gets_none(owner: User, visitor: Client) -> None:
    User.objects.filter(pk=owner.pk).update(is_active=False)
    _asks(visitor)
    assert "no account" in mail.outbox[0].body


def test_the_second_step_is_asked_for_after_it_too(owner: User, visitor: Client) -> None:
    secret = with_an_app(owner)
    _asks(visitor)
    answer = visitor.post(CONFIRM, {"code": mailed_code()})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(answer)
    assert is_in(visitor.post(answer["Location"], {"code": code_of(secret)}))


def test_an_address_gets_few_codes_an_hour(owner: User) -> None:
    for address in ("alice@example.org", "nobody@example.org"):
        answers = [Client().post(ASK, {"email": address}).status_code for _ in range(6)]
        assert answers == [302] * 5 + [200]


def test_it_confirms_who_asks_for_a_change_too(owner: User, visitor: Client) -> None:
    visitor.force_login(owner)
    asked = visitor.post(
        reverse("account_request_reauthentication_code"),
        {"recipient": owner.email, "next": reverse("mfa_activate_totp")},
    )
    assert visitor.get(asked["Location"]).status_code == 200
    answer = visitor.post(asked["Location"], {"code": mailed_code()})
    assert answer["Location"] == reverse("mfa_activate_totp")
    assert visitor.get(answer["Location"]).status_code == 200
