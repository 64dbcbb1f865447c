"""The providers that an account is connected to: listed, added, removed, and asked who one is."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.tests.conftest import SignIn, is_in
from apps.accounts.tests.factors import confirms_by_mail, confirms_it_is_them
from apps.accounts.tests.test_providers import address_of, is_sent_back, leaves, signs_in
from tests.identity_provider import IdentityProvider
from tests.people import a_person

PAGE = reverse("socialaccount_connections")
DELETION = reverse("accounts:deletion")
TO_CONNECT = reverse("accounts:provider-connection", args=["team"])
TO_CONFIRM = reverse("accounts:provider-confirmation", args=["team"])
SET_PASSWORD = reverse("account_set_password")
NEW = "plenty of horses"
KEPT_MAIL = "django.core.mail.backends.filebased.EmailBackend"
By = Callable[..., Client]

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_team(identity: IdentityProvider) -> By:
    """A browser of somebody who came by the provider: by_team(), by_team(email="")."""

    def by_team(**claims: object) -> Client:
        identity.person = {"sub": "42", "preferred_username": "dora", "name": "Dora"} | claims
        answer = signs_in()
        assert is_in(answer)
        return answer.client

    return by_team


def with_address(by: By) -> Client:
    return by(email="dora@example.org", email_verified=True)


def remove(client: Client, **more: str) -> HttpResponse:
    account = SocialAccount.objects.get(provider="team")
    return client.post(reverse("accounts:connection-removal", args=[account.pk]), **more)


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def confirms_at_provider(client: Client, asked: HttpResponse) -> HttpResponse:
    """From the page that asks to the answer of what was interrupted."""
    assert asked.status_code == 302
    assert asked["Location"].startswith(TO_CONFIRM)
    assert "Confirm with Team ID" in text_of(client.get(asked["Location"]))
    return client.get(is_sent_back(leaves(client, asked["Location"])))


# --- The list -------------------------------------------------------------------------------------------


def test_the_profile_leads_to_the_list(by_team: By) -> None:
    client = with_address(by_team)
    assert PAGE in text_of(client.get(reverse("accounts:profile")))
    page = text_of(client.get(PAGE))
    assert "dora@example.org" in page
    assert "Connect Other ID" in page
    assert "Connect Team ID" not in page


def test_what_a_provider_says_is_text(by_team: By) -> None:
    client = by_team(preferred_username="<b>dora</b>", name="<script>alert(1)</script>")
    page = text_of(client.get(PAGE))
    assert "&lt;b&gt;dora&lt;/b&gt;" in page
    assert "<b>dora" not in page


def test_a_provider_that_is_configured_no_longer_is_listed_and_can_go(
    by_team: By, settings, sign_in: SignIn, alice: User
) -> None:
    client = sign_in("alice").client
    SocialAccount.objects.create(user=alice, provider="gone", uid="7")
    assert "Not in use on this server any more" in text_of(client.get(PAGE))
    confirms_it_is_them(client)
    client.post(reverse("accounts:connection-removal", args=[SocialAccount.objects.get().pk]))
    assert not SocialAccount.objects.exists()


def test_whoever_has_a_password_connects_after_confirming_it(
    identity: IdentityProvider, sign_in: SignIn, alice: User
) -> None:
    identity.person = {"sub": "42", "email": "elsewhere@example.org", "email_verified": True}
    client = sign_in("alice").client
    asked = client.post(TO_CONNECT)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    page = client.post(asked["Location"], {"password": "correct horse battery"})
    assert "refresh" in text_of(page)
    answer = client.get(is_sent_back(leaves(client, TO_CONNECT)))
    assert answer["Location"] == PAGE
    assert SocialAccount.objects.get().user == alice
    assert User.objects.get().email == "alice@example.org"
    assert "lets you in from now on" in text_of(client.get(PAGE))
    assert is_in(signs_in())


def test_an_account_at_a_provider_lets_in_one_person_alone(by_team: By, sign_in: SignIn, alice: User) -> None:
    with_address(by_team)
    client = sign_in("alice").client
    confirms_it_is_them(client)
    client.get(is_sent_back(leaves(client, TO_CONNECT)))
    assert SocialAccount.objects.get().user != alice
    assert "lets somebody else in here" in text_of(client.get(PAGE))


def test_a_forged_answer_connects_nothing(identity: IdentityProvider, sign_in: SignIn, alice: User) -> None:
    """Somebody's own answer, begun in their browser, opened in that of another."""
    theirs, hers = sign_in(a_person("eve").username).client, sign_in("alice").client
    confirms_it_is_them(theirs)
    confirms_it_is_them(hers)
    hers.get(is_sent_back(leaves(theirs, TO_CONNECT)))
    assert not SocialAccount.objects.filter(user=alice).exists()


# --- Removing -------------------------------------------------------------------------------------------


def test_it_is_removed_after_confirming_and_the_person_is_told(by_team: By) -> None:
    client = with_address(by_team)
    asked = remove(client)
    assert SocialAccount.objects.exists()
    confirms_by_mail(client, asked["Location"], "dora@example.org")
    assert not SocialAccount.objects.exists()
    assert "Team ID is no longer connected" in mail.outbox[-1].body
    assert is_in(signs_in())  # the address is still theirs on both sides, and connects them again


@pytest.mark.parametrize("way", ["password", "provider", "passkey", "mailbox"])
def test_the_last_way_in_stays(by_team: By, way: str, settings) -> None:
    client = by_team(email="")
    user = User.objects.get()
    refused = confirms_at_provider(client, remove(client))
    assert refused.status_code == 409
    assert "Nothing else would let you in" in text_of(refused)
    if way == "password":
        assert client.post(SET_PASSWORD, {"password1": NEW, "password2": NEW}).status_code == 302
    elif way == "provider":
        SocialAccount.objects.create(user=user, provider="other", uid="9")
    elif way == "passkey":
        data = {"name": "k", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
        Authenticator.objects.create(user=user, type="webauthn", data=data)
    else:
        EmailAddress.objects.create(user=user, email="d@example.org", verified=True, primary=True)
        settings.EMAIL_BACKEND = KEPT_MAIL
        assert remove(client).status_code == 409
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert remove(client).status_code == 302
    assert not SocialAccount.objects.filter(user=user, provider="team").exists()


def test_nobody_removes_another_persons(by_team: By, sign_in: SignIn, alice: User) -> None:
    with_address(by_team)
    client = sign_in("alice").client
    confirms_it_is_them(client)
    assert remove(client).status_code == 404
    assert SocialAccount.objects.exists()


# --- Confirming at the provider -------------------------------------------------------------------------


def test_who_has_nothing_else_confirms_at_the_provider_and_goes_on(by_team: By) -> None:
    client = by_team(email="")
    done = confirms_at_provider(client, client.post(DELETION, {"username": "dora"}))
    assert "Your account has been deleted" in text_of(done)
    user = User.objects.get()
    assert user.deleted_at
    assert not SocialAccount.objects.exists()
    assert not is_in(done)


def test_having_come_in_by_it_lately_is_not_enough(by_team: By) -> None:
    client = by_team(email="")
    client.post(DELETION, {"username": "dora"})
    assert User.objects.get().deleted_at is None


def test_a_provider_that_did_not_ask_confirms_nothing(by_team: By, identity: IdentityProvider) -> None:
    client = by_team(email="")
    identity.obeys = False
    answer = confirms_at_provider(client, client.post(DELETION, {"username": "dora"}))
    assert "does not say that it asked you" in text_of(answer)
    assert User.objects.get().deleted_at is None


def test_somebody_else_at_the_provider_confirms_nothing(by_team: By, identity: IdentityProvider) -> None:
    client = by_team(email="")
    identity.person["sub"] = "43"
    answer = confirms_at_provider(client, client.post(DELETION, {"username": "dora"}))
    assert "you are somebody else than here" in text_of(answer)
    assert User.objects.get().deleted_at is None


def test_an_address_that_both_know_confirms_nothing(
    identity: IdentityProvider, by_team: By, alice: User
) -> None:
    """Whoever is let in by it has to pass the second step; here nothing would ask for it."""
    client = with_address(by_team)
    SocialAccount.objects.update(uid="7")
    answer = client.get(is_sent_back(leaves(client, TO_CONFIRM)))
    assert answer.status_code == 403


def test_who_is_not_connected_cannot_confirm_there(sign_in: SignIn, alice: User) -> None:
    assert sign_in("alice").client.post(TO_CONFIRM).status_code == 404


def test_it_stands_among_the_other_ways(by_team: By) -> None:
    client = with_address(by_team)
    asked = client.get(client.post(DELETION, {"username": "dora"})["Location"])
    assert "Send a code to" in text_of(asked)
    assert "With Team ID" in text_of(asked)


def test_a_password_can_be_set_and_then_signs_in(by_team: By, sign_in: SignIn) -> None:
    client = by_team(email="")
    page = SET_PASSWORD
    assert page in text_of(client.get(reverse("accounts:profile")))
    back = confirms_at_provider(client, client.get(page))
    assert back["Location"] == page
    assert client.post(page, {"password1": NEW, "password2": NEW}).status_code == 302
    assert is_in(sign_in("dora", NEW))


def test_changing_a_password_that_there_is_not_leads_to_setting_one(by_team: By) -> None:
    client = by_team(email="")
    assert client.get(reverse("account_change_password"))["Location"] == SET_PASSWORD


def test_whoever_signs_in_in_this_browser_already_is_sent_on(by_team: By) -> None:
    assert with_address(by_team).post(address_of("team"))["Location"] == reverse("chat:home")
