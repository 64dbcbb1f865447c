"""Who has set up an app or a passkey is not let in by the password alone, by whatever door."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.tests.conftest import SignIn, is_in
from apps.accounts.tests.factors import code_of, confirms_it_is_them, recovery_codes_of, with_an_app
from apps.chat.tests.moderator import acts
from tests.people import a_person

SECOND_STEP = "/messager/accounts/2fa/authenticate/"


@pytest.fixture
def browser(alice: User, sign_in: SignIn) -> Client:
    client = sign_in("alice").client
    confirms_it_is_them(client)
    return client


def _types(user: User) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def test_an_app_is_set_up_with_its_first_code_and_recovery_codes_come_with_it(
    browser: Client, alice: User
) -> None:
    page = browser.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert b'src="data:image/svg+xml;base64,' in page.content
    answer = browser.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    assert _types(alice) == {"totp", "recovery_codes"}
    assert all(code in answer.content.decode() for code in recovery_codes_of(alice))


def test_a_wrong_first_code_sets_up_nothing_and_keeps_the_secret(browser: Client, alice: User) -> None:
    secret = browser.get(reverse("mfa_activate_totp")).context["form"].secret
    refused = browser.post(reverse("mfa_activate_totp"), {"code": "000000x"})
    assert b"This code is wrong" in refused.content
    assert refused.context["form"].secret == secret
    assert _types(alice) == set()


def test_nothing_about_factors_changes_before_it_is_confirmed_who_asks(alice: User, sign_in: SignIn) -> None:
    client = sign_in("alice").client
    with_an_app(alice)
    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn"):
        answer = client.post(reverse(name))
        assert answer["Location"].startswith(reverse("account_reauthenticate")), name
    for name in ("mfa_view_recovery_codes", "mfa_download_recovery_codes"):
        answer = client.get(reverse(name))
        assert answer["Location"].startswith(reverse("account_reauthenticate")), name
    assert _types(alice) == {"totp", "recovery_codes"}


def test_the_password_alone_leads_to_the_second_step_and_no_further(alice: User, sign_in: SignIn) -> None:
    with_an_app(alice)
    first = sign_in("alice")
    assert first["Location"] == SECOND_STEP
    assert not is_in(first)
    assert first.client.get("/messager/profile/").status_code == 302
    assert first.client.get(SECOND_STEP).status_code == 200


def test_with_the_app_s_code_they_are_in(alice: User, sign_in: SignIn) -> None:
    secret = with_an_app(alice)
    client = sign_in("alice").client
    assert is_in(client.post(SECOND_STEP, {"code": code_of(secret)}))


@pytest.mark.parametrize(("later", "gets_in"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_wrong_by_one_step(alice: User, sign_in: SignIn, later: int, gets_in: bool) -> None:
    secret = with_an_app(alice)
    client = sign_in("alice").client
    # At the edge of a step the test's own clock is one ahead of the server's at most once.
    assert is_in(client.post(SECOND_STEP, {"code": code_of(secret, later)})) == gets_in


def test_a_code_works_once(alice: User, sign_in: SignIn) -> None:
    code = code_of(with_an_app(alice))
    assert is_in(sign_in("alice").client.post(SECOND_STEP, {"code": code}))
    assert not is_in(sign_in("alice").client.post(SECOND_STEP, {"code": code}))


def test_a_recovery_code_works_once(alice: User, sign_in: SignIn) -> None:
    with_an_app(alice)
    code = recovery_codes_of(alice)[0]
    assert is_in(sign_in("alice").client.post(SECOND_STEP, {"code": code}))
    again = sign_in("alice").client.post(SECOND_STEP, {"code": code})
    assert not is_in(again)
    assert b"This code is wrong" in again.content


def test_codes_cannot_be_guessed_one_after_another(alice: User, sign_in: SignIn) -> None:
    secret = with_an_app(alice)
    for number in range(5):
        sign_in("alice").client.post(SECOND_STEP, {"code": f"00000{number}x"})
    refused = sign_in("alice").client.post(SECOND_STEP, {"code": code_of(secret)})
    assert not is_in(refused)
    assert b"Try again in a few minutes" in refused.content


def test_staff_reach_the_admin_through_the_second_step_alone(sign_in: SignIn) -> None:
    root = a_person("root", is_staff=True, is_superuser=True)
    secret = with_an_app(root)
    client = Client()
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert client.get("/admin/login/?next=/admin/")["Location"].startswith("/messager/accounts/login/")
    sign_in("root", client=client)
    assert client.get("/admin/").status_code == 302
    client.post("/admin/login/", {"username": "root", "password": "correct horse battery"})
    assert client.get("/admin/").status_code == 302
    client.post(SECOND_STEP, {"code": code_of(secret)})
    assert client.get("/admin/").status_code == 200


def test_a_moderator_helps_who_has_lost_everything(alice: User, sign_in: SignIn) -> None:
    with_an_app(alice)
    root = a_person("root", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(root)
    acts(client, "/admin/accounts/user/", "forget_factors", alice)
    assert _types(alice) == set()
    assert is_in(sign_in("alice"))


def test_secrets_are_not_to_be_read_in_the_admin(alice: User) -> None:
    with_an_app(alice)
    client = Client()
    client.force_login(a_person("root", is_staff=True, is_superuser=True))
    assert client.get("/admin/mfa/authenticator/").status_code == 404
    assert client.get("/admin/usersessions/usersession/").status_code == 404


def test_a_confirmed_mailbox_hears_of_a_change_and_no_other(browser: Client, alice: User) -> None:
    with_an_app(alice)
    browser.post(reverse("mfa_generate_recovery_codes"))
    assert mail.outbox == []
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    browser.post(reverse("mfa_deactivate_totp"))
    assert [message.to for message in mail.outbox] == [["alice@example.org"]]
    assert "no longer asks for a code" in mail.outbox[0].body
    assert "127.0.0.1" in mail.outbox[0].body


def test_turning_it_off_takes_the_recovery_codes_along(browser: Client, alice: User) -> None:
    with_an_app(alice)
    browser.post(reverse("mfa_deactivate_totp"))
    assert _types(alice) == set()


def test_new_recovery_codes_replace_the_old(browser: Client, alice: User) -> None:
    with_an_app(alice)
    old = recovery_codes_of(alice)
    browser.post(reverse("mfa_generate_recovery_codes"))
    assert not set(old) & set(recovery_codes_of(alice))
    assert browser.get(reverse("mfa_download_recovery_codes")).content.decode().split() == recovery_codes_of(
        alice
    )


NO_PASSKEYS = [
    "",
    "x",
    "[]",
    "1",
    "null",
    "{}",
    '{"response": []}',
    '{"response": {"userHandle": 7}}',
    '{"id": "AA"}',
] + [
    json.dumps(
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": {
                "clientDataJSON": client_data,
                "authenticatorData": "A" * 60,
                "signature": "AA",
                "userHandle": handle,
            },
            "clientExtensionResults": {},
        }
    )
    for client_data in ("e30", "AA", "%%")
    for handle in (None, "MQ", "_w", "Og", "")
]


@pytest.mark.parametrize("credential", NO_PASSKEYS)
def test_what_is_no_passkey_signs_nobody_in_and_breaks_nothing(
    visitor: Client, alice: User, credential: str
) -> None:
    url = reverse("mfa_login_webauthn")
    assert visitor.get(url, headers={"Accept": "application/json"}).status_code == 200
    answer = visitor.post(url, {"credential": credential})
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_login"))
    assert not is_in(answer)


@pytest.mark.parametrize("credential", NO_PASSKEYS)
def test_what_is_no_passkey_is_not_added_either(browser: Client, alice: User, credential: str) -> None:
    url = reverse("mfa_add_webauthn")
    assert browser.get(url).status_code == 200
    answer = browser.post(url, {"credential": credential, "name": "mine", "passwordless": "on"})
    assert answer.status_code == 200
    assert b"problem" in answer.content
    assert _types(alice) == set()


@pytest.mark.parametrize("credential", NO_PASSKEYS)
def test_nor_does_it_pass_the_second_step(alice: User, sign_in: SignIn, credential: str) -> None:
    with_an_app(alice)
    client = sign_in("alice").client
    answer = client.post(SECOND_STEP, {"credential": credential})
    assert answer.status_code == 200
    assert not is_in(answer)
