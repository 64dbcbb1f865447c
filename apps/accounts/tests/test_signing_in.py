# ruff: noqa: RUF001 (look-alikes are what this file is about)
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.tests.conftest import SignIn, is_in

HOME = "/messager/"


@pytest.mark.parametrize("login", ["alice", "ALICE", " alice ", "alice@example.org", "Alice@Example.org"])
def test_by_username_or_address_in_any_case(alice: User, sign_in: SignIn, login: str) -> None:
    response = sign_in(login)
    assert (response.status_code, response["Location"]) == (302, HOME)
    assert is_in(response)


@pytest.mark.parametrize("login", ["a1ice", "аlice", "nobody", "nobody@example.org", ""])
def test_a_look_alike_does_not_sign_in_as_the_one_it_resembles(
    alice: User, sign_in: SignIn, login: str
) -> None:
    response = sign_in(login)
    assert response.status_code == 200
    assert not is_in(response)


def test_a_wrong_password_keeps_what_was_typed(alice: User, sign_in: SignIn) -> None:
    page = sign_in("alice", "wrong password").content.decode()
    assert 'value="alice"' in page
    assert "wrong password" not in page
    assert 'role="alert"' in page


def test_the_session_gets_another_key(alice: User, visitor: Client, sign_in: SignIn) -> None:
    session = visitor.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    visitor.cookies[settings.SESSION_COOKIE_NAME] = before
    sign_in("alice", client=visitor)
    assert visitor.session.session_key != before
    assert is_in(visitor.get("/messager/accounts/password/change/"))


@pytest.mark.parametrize(("data", "lasts"), [({"remember": "on"}, True), ({}, False)])
def test_remember_me_outlives_the_browser(alice: User, sign_in: SignIn, data, lasts: bool) -> None:
    cookie = sign_in("alice", data=data).cookies[settings.SESSION_COOKIE_NAME]
    assert bool(cookie["max-age"]) == lasts
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    ("following", "leads_to"),
    [
        ("/messager/profile/", "/messager/profile/"),
        ("https://evil.example/", HOME),
        ("//evil.example/", HOME),
    ],
)
def test_one_goes_on_where_one_wanted_but_never_elsewhere(
    alice: User, sign_in: SignIn, following: str, leads_to: str
) -> None:
    assert sign_in("alice", data={"next": following})["Location"] == leads_to


def test_signing_out_takes_a_post(alice: User, visitor: Client) -> None:
    visitor.force_login(alice)
    assert visitor.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in visitor.session
    assert visitor.post(reverse("account_logout"))["Location"] == reverse("account_login")
    assert "_auth_user_id" not in visitor.session


def test_the_admin_has_no_door_of_its_own(alice: User, visitor: Client) -> None:
    alice.is_staff = True
    alice.save()
    response = visitor.post("/admin/login/?next=/admin/", {"username": "alice", "password": "x"})
    assert response["Location"].startswith(reverse("account_login"))


PAGES = [
    "account_login",
    "account_signup",
    "account_inactive",
    "account_logout",
    "account_email_verification_sent",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_every_page_of_the_entrance_renders_or_leads_on(
    alice: User, visitor: Client, name: str, is_signed_in: bool
) -> None:
    if is_signed_in:
        visitor.force_login(alice)
    response = visitor.get(reverse(name))
    assert response.status_code in {200, 302}
    if response.status_code == 200:
        assert b"<h1>" in response.content
        assert b"{%" not in response.content


def test_a_bad_confirmation_or_reset_link_says_so(visitor: Client) -> None:
    confirm = visitor.get(reverse("account_confirm_email", args=["made-up"]))
    assert b"too old" in confirm.content
    reset = visitor.get(reverse("account_reset_password_from_key", args=["1", "made-up"]))
    assert b"too old" in reset.content
