"""Who may sign up: open, by invitation, by the domain of an address, closed."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.accounts.models import Server, SignUp, User
from apps.accounts.tests.conftest import Rule, SignIn, is_in
from apps.accounts.tests.conftest import SignUp as Signing
from tests.people import a_person

CONFIRM = reverse("account_email_verification_sent")
DOMAINS = "example.org\nmünchen.example"


def _link_in(body: str) -> str:
    return "/messager/" + body.split("/messager/")[1].split(maxsplit=1)[0]


@pytest.mark.parametrize(
    ("policy", "said"),
    [(SignUp.CLOSED, "Nobody can make an account here"), (SignUp.INVITATION, "by invitation")],
)
def test_where_strangers_may_not_they_are_told_and_nothing_is_offered(
    rule: Rule, visitor: Client, sign_up: Signing, policy: SignUp, said: str
) -> None:
    rule(policy)
    assert said in visitor.get(reverse("account_signup")).content.decode()
    assert said in sign_up("dora").content.decode()
    assert not User.objects.exists()
    assert reverse("account_signup") not in visitor.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize("policy", [SignUp.OPEN, SignUp.DOMAIN])
def test_where_strangers_may_the_sign_in_page_offers_it(rule: Rule, visitor: Client, policy: SignUp) -> None:
    rule(policy, DOMAINS)
    assert reverse("account_signup") in visitor.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize("policy", SignUp)
def test_whoever_has_an_account_gets_in_under_every_rule(
    rule: Rule, sign_in: SignIn, alice: User, policy: SignUp
) -> None:
    rule(policy, DOMAINS)
    assert is_in(sign_in("alice"))


def test_by_mail_a_closed_server_offers_no_account_either(rule: Rule, visitor: Client) -> None:
    rule(SignUp.CLOSED)
    visitor.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert reverse("account_signup") not in mail.outbox[0].body


# --- by domain -------------------------------------------------------------------------------------------


@pytest.fixture
def by_domain(rule: Rule) -> None:
    rule(SignUp.DOMAIN, DOMAINS)


def _refused(response: HttpResponse) -> bool:
    return "Use your address of example.org, münchen.example." in response.context["form"].errors["email"][0]


@pytest.mark.parametrize(
    "address",
    [
        "d@example.com",
        "d@mail.example.org",
        "d@notexample.org",
        "d@example.org.evil.example",
        "d@xn--80ak6aa92e.com",
    ],
)
def test_an_address_of_another_domain_is_refused_and_stays_in_its_box(
    by_domain: None, sign_up: Signing, address: str
) -> None:
    response = sign_up("dora", address)
    assert _refused(response)
    assert f'value="{address}"' in response.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "address", ["d@example.org", "D@EXAMPLE.ORG", "d@münchen.example", "d@xn--mnchen-3ya.example"]
)
def test_an_address_of_a_domain_gets_in_when_it_is_confirmed(
    by_domain: None, sign_up: Signing, sign_in: SignIn, visitor: Client, address: str
) -> None:
    response = sign_up("dora", address)
    assert response["Location"] == CONFIRM
    assert not is_in(response)
    assert not is_in(sign_in("dora"))
    visitor.post(_link_in(mail.outbox[0].body))
    assert is_in(sign_in("dora"))


def test_nobody_gets_in_who_claims_an_address_of_the_domain(
    by_domain: None, sign_up: Signing, sign_in: SignIn
) -> None:
    """Not even when the rule has changed since: what they typed has never been confirmed."""
    sign_up("mallory", "boss@example.org")
    Server.objects.update(sign_up=SignUp.OPEN)
    response = sign_in("mallory")
    assert response["Location"] == CONFIRM
    assert not is_in(response)
    assert not is_in(sign_in("boss@example.org"))


def test_an_address_that_is_taken_looks_the_same_and_lets_nobody_in(
    by_domain: None, sign_up: Signing, sign_in: SignIn
) -> None:
    owner = a_person("owner")
    EmailAddress.objects.create(user=owner, email=owner.email, primary=True, verified=True)
    response = sign_up("mallory", owner.email)
    assert response["Location"] == CONFIRM
    assert "another account" in mail.outbox[0].body
    assert not is_in(sign_in("mallory"))


def test_a_new_password_by_mail_is_still_for_every_address(by_domain: None, visitor: Client) -> None:
    a_person("guest")
    User.objects.update(email="guest@elsewhere.example")
    answer = visitor.post(reverse("account_reset_password"), {"email": "guest@elsewhere.example"})
    assert answer["Location"] == reverse("account_reset_password_done")


def test_the_page_says_which_domains(by_domain: None, visitor: Client) -> None:
    assert "münchen.example" in visitor.get(reverse("account_signup")).content.decode()


# --- the server's row ---------------------------------------------------------------------------------------


def test_there_is_one_server(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Server.objects.create(pk=2)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("@Example.ORG\r\n\n example.org. ", "example.org"), ("b.example\na.example", "b.example\na.example")],
)
def test_domains_are_kept_in_one_spelling(typed: str, kept: str) -> None:
    server = Server(sign_up=SignUp.DOMAIN, sign_up_domains=typed)
    server.clean()
    assert server.sign_up_domains == kept


@pytest.mark.parametrize("typed", ["", " \n", "no domain", "a@b.example", "-.example"])
def test_what_is_no_domain_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Server(sign_up=SignUp.DOMAIN, sign_up_domains=typed).clean()
    assert list(refused.value.message_dict) == ["sign_up_domains"]


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_the_servers_name_is_shown_where_people_sign_in(visitor: Client, name: str) -> None:
    Server.objects.update(name="Pier & <b>Sons</b>")
    page = visitor.get(reverse(name)).content.decode()
    assert page.count("Pier &amp; &lt;b&gt;Sons&lt;/b&gt;") == 2  # the title, the heading


def test_staff_names_the_server_and_says_who_may_come_in(admin: Client, sign_up: Signing) -> None:
    change = reverse("admin:accounts_server_change", args=[1])
    form = {
        "name": " The  Pier ",
        "sign_up": "domain",
        "sign_up_domains": "@Example.org",
        "newcomer_hours": 24,
    }
    assert admin.post(change, form).status_code == 302
    assert '<a href="/admin/">The Pier</a>' in admin.get(change).content.decode()
    assert (
        "Use your address of example.org."
        in sign_up("dora", "d@example.com").context["form"].errors["email"][0]
    )
    refused = admin.post(change, form | {"sign_up_domains": ""})
    assert "Name one domain at least." in refused.content.decode()


def test_the_admin_makes_the_row_where_there_is_none(admin: Client) -> None:
    Server.objects.all().delete()
    form = {"name": "The Pier", "sign_up": "closed", "sign_up_domains": "", "newcomer_hours": 24}
    assert admin.post(reverse("admin:accounts_server_add"), form).status_code == 302
    assert Server.current().sign_up == SignUp.CLOSED
    assert admin.get(reverse("admin:accounts_server_add")).status_code == 403
