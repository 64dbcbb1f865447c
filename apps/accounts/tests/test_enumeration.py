"""Nobody learns from us whether an address has an account; its owner learns who asked."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.backends import MOST_CLAIMS
from apps.accounts.models import User
from apps.accounts.tests.conftest import SignIn, SignUp, is_in
from tests.people import PASSWORD

ANOTHER = "quite another password"
RANDOM = {"Content-Length", "Expires", "X-Request-ID"}


def _visible(response: HttpResponse) -> tuple[object, ...]:
    """All that the asking side sees, less what is random or what it typed itself."""
    text = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    text = re.sub(r"(taken|free)(er)?(@example\.org)?", "X", text)
    headers = {name: value for name, value in response.items() if name not in RANDOM}
    return response.status_code, headers, text, sorted(response.cookies)


@pytest.fixture(params=[True, False], ids=["confirmed", "unconfirmed"])
def owner(request, sign_up: SignUp) -> User:
    sign_up("owner", "taken@example.org")
    EmailAddress.objects.update(verified=request.param)
    mail.outbox.clear()
    return User.objects.get(username="owner")


@pytest.mark.parametrize("verification", ["optional", "mandatory"])
def test_sign_up_answers_alike_for_a_taken_and_a_free_address(
    owner: User, sign_up: SignUp, verification: str
) -> None:
    with override_settings(ACCOUNT_EMAIL_VERIFICATION=verification):
        taken = sign_up("takener", "taken@example.org")
        free = sign_up("freeer", "free@example.org")
    assert _visible(taken) == _visible(free)
    assert is_in(taken) == is_in(free) == (verification == "optional")
    assert [message.to for message in mail.outbox] == [["taken@example.org"], ["free@example.org"]]


def test_the_owner_of_a_taken_address_is_told_by_mail(owner: User, sign_up: SignUp) -> None:
    sign_up("mallory", "Taken@example.org")
    assert mail.outbox[0].to == ["taken@example.org"]
    assert re.search("another account", mail.outbox[0].body, re.IGNORECASE)


def test_a_wrong_password_also_looks_the_same_before_and_after(owner: User, sign_up: SignUp) -> None:
    taken = sign_up("takener", "taken@example.org", "short")
    free = sign_up("freeer", "free@example.org", "short")
    assert _visible(taken) == _visible(free)


def test_sign_in_by_address_after_it_tells_nothing_either(
    owner: User, sign_up: SignUp, sign_in: SignIn
) -> None:
    """The account that was made with somebody's address is entered by it, as one with a free address is."""
    sign_up("takener", "taken@example.org", ANOTHER)
    sign_up("freeer", "free@example.org", ANOTHER)
    assert _visible(sign_in("taken@example.org", ANOTHER)) == _visible(sign_in("free@example.org", ANOTHER))


def test_each_gets_into_their_own_account_by_the_shared_address(
    owner: User, sign_up: SignUp, sign_in: SignIn
) -> None:
    sign_up("mallory", "taken@example.org", ANOTHER)
    assert sign_in("taken@example.org", PASSWORD).client.session["_auth_user_id"] == str(owner.pk)
    mallory = User.objects.get(username="mallory")
    assert sign_in("taken@example.org", ANOTHER).client.session["_auth_user_id"] == str(mallory.pk)


def test_a_failed_sign_in_answers_alike(owner: User, sign_in: SignIn) -> None:
    assert _visible(sign_in("taken@example.org", "wrong")) == _visible(sign_in("free@example.org", "wrong"))


def test_a_failed_sign_in_hashes_one_password_whether_the_account_exists_or_not(
    owner: User, sign_in: SignIn, monkeypatch
) -> None:
    hashed = []
    monkeypatch.setattr(User, "check_password", lambda *_: hashed.append("check") or False)
    monkeypatch.setattr(User, "set_password", lambda *_: hashed.append("set"))
    for login, did in [
        ("taken@example.org", "check"),
        ("free@example.org", "set"),
        ("owner", "check"),
        ("no", "set"),
    ]:
        hashed.clear()
        sign_in(login, "wrong")
        assert hashed == [did]


def test_a_password_reset_answers_alike_and_writes_to_both(owner: User) -> None:
    url = reverse("account_reset_password")
    taken = Client().post(url, {"email": "taken@example.org"})
    free = Client().post(url, {"email": "free@example.org"})
    assert _visible(taken) == _visible(free)
    assert [message.to for message in mail.outbox] == [["taken@example.org"], ["free@example.org"]]


def test_asking_for_a_code_answers_alike_and_writes_to_both(owner: User) -> None:
    url = reverse("account_request_login_code")
    taken, free = Client(), Client()
    for step in [
        lambda client, address: client.post(url, {"email": address}),
        lambda client, address: client.get(reverse("account_confirm_login_code")),
        lambda client, address: client.post(reverse("account_confirm_login_code"), {"code": "WRONG"}),
        lambda client, address: client.post(reverse("account_confirm_login_code"), {"code": "WRONG"}),
        lambda client, address: client.post(reverse("account_confirm_login_code"), {"code": "WRONG"}),
    ]:
        answers = step(taken, "taken@example.org"), step(free, "free@example.org")
        assert _visible(answers[0]) == _visible(answers[1])
    assert [message.to for message in mail.outbox] == [["taken@example.org"], ["free@example.org"]]


def test_asking_for_a_code_looks_as_often_whether_the_account_exists_or_not(owner: User) -> None:
    """What takes as many queries and as many mails takes about as long."""
    counts = {}
    for address in ("taken@example.org", "free@example.org"):
        with CaptureQueriesContext(connection) as captured:
            Client().post(reverse("account_request_login_code"), {"email": address})
        counts[address] = len(captured)
    assert abs(counts["taken@example.org"] - counts["free@example.org"]) <= 1


def test_one_address_opens_few_accounts_a_day_taken_or_not(owner: User, sign_up: SignUp) -> None:
    for address in ["taken@example.org", "free@example.org"]:
        letter = address[0]
        # The owner's own sign-up was the first of the five.
        answers = [sign_up(f"{letter}x{'y' * n}", address).status_code for n in range(6)]
        expected = [302] * 4 + [200] * 2 if letter == "t" else [302] * 5 + [200]
        assert answers == expected


def test_an_address_that_many_claim_does_not_make_the_server_hash_for_each(
    owner: User, sign_in: SignIn, monkeypatch
) -> None:
    User.objects.bulk_create(User(username=f"claim{n}", email="taken@example.org") for n in range(20))
    hashed = []
    monkeypatch.setattr(User, "check_password", lambda *_: hashed.append(1) or False)
    sign_in("taken@example.org", "wrong")
    assert len(hashed) == MOST_CLAIMS


def test_who_confirms_first_has_the_address(sign_up: SignUp, visitor: Client) -> None:
    for name in ["first", "second"]:
        sign_up(name, "shared@example.org")
    links = ["/messager/" + message.body.split("/messager/")[1].split()[0] for message in mail.outbox]
    visitor.post(links[1])
    assert b"confirmed for another account" in visitor.get(links[0]).content
    visitor.post(links[0])
    assert EmailAddress.objects.get(verified=True).user.username == "second"
