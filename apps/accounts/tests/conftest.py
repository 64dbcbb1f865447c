from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.accounts.models import Server
from tests.people import PASSWORD, a_person

SignUp = Callable[..., HttpResponse]
SignIn = Callable[..., HttpResponse]
Rule = Callable[..., None]


@pytest.fixture
def visitor(db: None) -> Client:
    return Client()


@pytest.fixture
def sign_up(db: None) -> SignUp:
    """Somebody new in a browser of their own."""

    def sign_up(username: str, email: str = "", password: str = PASSWORD, **more: object) -> HttpResponse:
        client = more.pop("client", None) or Client()
        data = {"username": username, "email": email or f"{username}@example.org", "password1": password}
        return client.post(reverse("account_signup"), data, **more)

    return sign_up


@pytest.fixture
def sign_in(db: None) -> SignIn:
    def sign_in(login: str, password: str = PASSWORD, **more: object) -> HttpResponse:
        client = more.pop("client", None) or Client()
        data = {"login": login, "password": password} | more.pop("data", {})
        return client.post(reverse("account_login"), data, **more)

    return sign_in


@pytest.fixture
def rule(db: None) -> Rule:
    """Who may sign up: rule(SignUp.DOMAIN, "example.org")."""

    def rule(sign_up: str, domains: str = "") -> None:
        Server.objects.update(sign_up=sign_up, sign_up_domains=domains)

    return rule


@pytest.fixture
def admin(db: None) -> Client:
    """The browser of somebody with all rights."""
    client = Client()
    client.force_login(a_person("root", is_staff=True, is_superuser=True))
    return client


def is_in(response: HttpResponse) -> bool:
    return "_auth_user_id" in response.client.session
