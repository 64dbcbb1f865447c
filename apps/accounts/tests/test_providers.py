"""Signing in by an outside identity provider, spoken with over http as in production."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts import invitations, services
from apps.accounts.deletion import delete_account
from apps.accounts.models import Invitation, Server, SignUp, User
from apps.accounts.tests.conftest import Rule, is_in
from apps.accounts.tests.factors import code_of, with_an_app
from tests.identity_provider import IdentityProvider
from tests.people import a_person
from tests.threads import Threads

HOME = reverse("chat:home")


def address_of(provider: str) -> str:
    return reverse("openid_connect_login", args=[provider])


def leaves(client: Client, to: str = "", **data: str) -> str:
    """Presses a button; returns the provider's address that the page goes on to."""
    page = client.post(to or address_of("team"), data)
    assert page.status_code == 200, page.content
    return html.unescape(re.search(r'content="0;url=([^"]+)"', page.content.decode())[1])


def is_sent_back(url: str, **more: str) -> str:
    """What the provider's answer is: an address of ours."""
    answer = requests.get(url, params=more, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def signs_in(client: Client | None = None, to: str = "", **data: str) -> HttpResponse:
    client = client or Client()
    return client.get(is_sent_back(leaves(client, to, **data)))


def confirmed(user: User) -> User:
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True})
    EmailAddress.objects.filter(user=user).update(primary=True)
    return user


pytestmark = pytest.mark.django_db


@pytest.fixture
def dora(identity: IdentityProvider) -> dict:
    """Somebody at the provider, unknown here."""
    identity.person = {
        "sub": "42",
        "preferred_username": "dora",
        "name": "Dora Maar",
        "email": "dora@example.org",
        "email_verified": True,
    }
    return identity.person


# --- Coming in ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["account_login", "account_signup"])
def test_each_provider_has_a_button(visitor: Client, page: str) -> None:
    body = visitor.get(reverse(page)).content.decode()
    assert "Continue with Team ID" in body
    assert "Continue with Other ID" in body


def test_whoever_comes_first_has_an_account_as_others_have(dora: dict) -> None:
    answer = signs_in()
    assert is_in(answer)
    assert answer["Location"] == HOME
    user = User.objects.get()
    assert (user.username, user.name, user.email) == ("dora", "Dora Maar", "dora@example.org")
    assert len(user.usercode) == 6
    assert not user.has_usable_password()
    assert EmailAddress.objects.get().verified
    assert answer.client.get(HOME).status_code == 200


def test_whoever_comes_again_is_the_same_whatever_they_are_called_by_now(dora: dict) -> None:
    signs_in()
    dora |= {"email": "maar@example.org", "preferred_username": "maar"}
    assert is_in(signs_in())
    assert User.objects.get().username == "dora"


def test_no_more_is_kept_than_tells_one_connection_from_another(dora: dict) -> None:
    dora |= {"phone_number": "+1 555", "birthdate": "1907-11-22"}
    signs_in()
    assert set(SocialAccount.objects.get().extra_data) == {"preferred_username", "email", "name"}


def test_two_providers_are_two_and_the_same_number_is_nobody_else(dora: dict) -> None:
    signs_in()
    dora |= {"email": "nora@example.org", "preferred_username": "nora"}
    assert is_in(signs_in(to=address_of("other")))
    assert set(User.objects.values_list("username", flat=True)) == {"dora", "nora"}


@pytest.mark.parametrize(
    ("claims", "username"),
    [
        ({"preferred_username": "alice"}, "alice2"),
        ({"preferred_username": "Alíce Smith"}, "Alíce.Smith"),
        ({"preferred_username": "al\u0456ce"}, "dora"),  # of two alphabets: the address is next
        ({"preferred_username": "ann@example.org"}, "ann"),
        ({"preferred_username": "\u202eevil"}, "dora"),
        ({"preferred_username": "x" * 200}, "x" * 24),
        ({"preferred_username": "", "email": ""}, "Dora.Maar"),
        ({"preferred_username": "", "email": "", "name": "!"}, "person"),
        ({"preferred_username": ["no", "text"]}, "dora"),
        ({"preferred_username": "nul\0"}, "dora"),
    ],
)
def test_a_username_is_found_that_is_valid_and_nobody_elses(
    dora: dict, alice: User, claims: dict, username: str
) -> None:
    dora |= claims
    assert is_in(signs_in())
    assert User.objects.exclude(pk=alice.pk).get().username == username


@pytest.mark.parametrize("name", ["alice", "a" * 100, "two\u200bparts", ""])
def test_a_name_that_may_not_stand_here_is_left_out(dora: dict, alice: User, name: str) -> None:
    dora["name"] = name
    signs_in()
    assert User.objects.get(username="dora").name == ""


def test_one_gets_to_the_page_that_asked_for_it_and_nowhere_else(dora: dict) -> None:
    assert signs_in(next="/messager/profile/")["Location"] == "/messager/profile/"
    assert signs_in(next="https://evil.example/")["Location"] == HOME


def test_the_second_step_is_asked_for_all_the_same(dora: dict) -> None:
    signs_in()
    secret = with_an_app(User.objects.get())
    answer = signs_in()
    assert not is_in(answer)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert is_in(answer.client.post(answer["Location"], {"code": code_of(secret)}))


def test_an_unconfirmed_address_gets_a_mail_as_at_signing_up(dora: dict) -> None:
    dora["email_verified"] = False
    assert is_in(signs_in())
    assert not EmailAddress.objects.get().verified
    assert mail.outbox[0].to == ["dora@example.org"]


def test_where_addresses_have_to_be_confirmed_nobody_gets_in_before(dora: dict, settings) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    dora["email_verified"] = False
    assert not is_in(signs_in())
    dora |= {"sub": "43", "email": ""}
    answer = signs_in()
    assert "names none of yours" in answer.content.decode()
    assert User.objects.count() == 1


def test_where_addresses_have_to_be_confirmed_a_taken_one_is_told_to_its_owner_alone(
    dora: dict, settings
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    confirmed(a_person("dora"))
    dora["email_verified"] = False
    answer = signs_in()
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert User.objects.count() == 1
    assert mail.outbox[0].to == ["dora@example.org"]


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_the_same_moment_make_one_account(dora: dict) -> None:
    tabs = [Client(), Client(), Client()]
    answers = {tab: is_sent_back(leaves(tab)) for tab in tabs}
    threads, said = Threads(), []

    def comes_back(tab: Client) -> None:
        said.append(tab.get(answers[tab]))
        connection.close()

    for tab in tabs:
        threads.start(comes_back, tab)
    threads.join()
    assert User.objects.count() == SocialAccount.objects.count() == 1
    assert any(map(is_in, said))
    assert all(is_in(one) or "at the same moment" in one.content.decode() for one in said)
    assert is_in(signs_in())


# --- The rule for signing up ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "said"),
    [(SignUp.CLOSED, "Nobody can make an account here"), (SignUp.INVITATION, "by invitation")],
)
def test_a_provider_is_no_way_round_the_rule(dora: dict, rule: Rule, policy: SignUp, said: str) -> None:
    rule(policy)
    answer = signs_in()
    assert said in answer.content.decode()
    assert not is_in(answer)
    assert not User.objects.exists()


def test_whoever_has_an_account_gets_in_under_every_rule(dora: dict, rule: Rule) -> None:
    signs_in()
    for policy in SignUp:
        rule(policy, "elsewhere.example")
        assert is_in(signs_in())


def test_an_invitation_lets_in_and_is_used_up(dora: dict, rule: Rule, alice: User) -> None:
    rule(SignUp.INVITATION)
    invitation = Invitation(made_by=alice)
    token = invitations.give_token(invitation)
    invitation.save()
    client = Client()
    client.get(reverse("invitation", args=[token]))
    assert is_in(signs_in(client))
    dora |= {"sub": "43", "email": "nora@example.org"}
    assert not is_in(signs_in())


def test_by_domain_the_address_decides(dora: dict, rule: Rule) -> None:
    rule(SignUp.DOMAIN, "example.com")
    answer = signs_in()
    assert "Use your address of example.com" in answer.content.decode()
    assert not User.objects.exists()
    dora["email"] = "dora@example.com"
    assert is_in(signs_in())


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email": ""}])
def test_by_domain_an_address_that_nobody_has_confirmed_does_not_let_in(
    dora: dict, rule: Rule, claims: dict
) -> None:
    rule(SignUp.DOMAIN, "example.org")
    dora |= claims
    assert not is_in(signs_in())
    assert not is_in(signs_in())


# --- Who is here already --------------------------------------------------------------------------------


def test_an_address_that_both_have_confirmed_is_one_person(dora: dict, rule: Rule) -> None:
    rule(SignUp.CLOSED)
    old = confirmed(a_person("dora"))
    answer = signs_in()
    assert answer.client.session["_auth_user_id"] == str(old.pk)
    assert SocialAccount.objects.get().user == old
    assert "Team ID" in mail.outbox[0].body
    old.refresh_from_db()
    assert old.has_usable_password()


def test_an_address_that_the_provider_has_not_confirmed_takes_nobody_over(dora: dict) -> None:
    old = confirmed(a_person("dora"))
    dora["email_verified"] = False
    answer = signs_in()
    assert answer.client.session.get("_auth_user_id") != str(old.pk)
    assert not SocialAccount.objects.filter(user=old).exists()
    assert EmailAddress.objects.get(user=old).verified


@pytest.mark.parametrize("claim", ["true-ish", 0, None, "no"])
def test_only_a_plain_yes_is_a_confirmation(dora: dict, claim: object) -> None:
    old = confirmed(a_person("dora"))
    dora["email_verified"] = claim
    assert signs_in().client.session.get("_auth_user_id") != str(old.pk)


def test_an_address_that_somebody_only_claims_here_makes_the_account_nobodys(dora: dict) -> None:
    squatter = a_person("squatter")
    User.objects.filter(pk=squatter.pk).update(email="dora@example.org")
    EmailAddress.objects.create(user=squatter, email="dora@example.org", primary=True)
    answer = signs_in()
    newcomer = User.objects.get(username="dora")
    assert answer.client.session["_auth_user_id"] == str(newcomer.pk)
    assert not SocialAccount.objects.filter(user=squatter).exists()


def test_a_suspended_person_is_kept_out_and_nothing_is_connected(dora: dict) -> None:
    old = confirmed(a_person("dora"))
    services.deactivate(old, timezone.now() + timezone.timedelta(days=1))
    answer = signs_in()
    assert answer.status_code == 403
    assert "suspended" in answer.content.decode()
    assert not is_in(answer)
    assert not SocialAccount.objects.exists()


def test_a_deactivated_person_does_not_get_in_by_their_connection(dora: dict) -> None:
    signs_in()
    services.deactivate(User.objects.get())
    answer = signs_in()
    assert not is_in(answer)
    assert answer["Location"] == reverse("account_inactive")


def test_a_deleted_account_does_not_come_back(dora: dict, rule: Rule) -> None:
    signs_in()
    delete_account(User.objects.get())
    assert not SocialAccount.objects.exists()
    rule(SignUp.CLOSED)
    assert not is_in(signs_in())
    assert User.objects.count() == 1


# --- What goes wrong ------------------------------------------------------------------------------------


def refused(answer: HttpResponse) -> bool:
    return (
        answer.status_code == 401
        and "Team ID did not tell us who you are" in answer.content.decode()
        and not is_in(answer)
        and not User.objects.exists()
    )


def test_whoever_changes_their_mind_is_told_so(dora: dict) -> None:
    client = Client()
    answer = client.get(is_sent_back(leaves(client), no="1"))
    assert answer.status_code == 401
    assert "You did not go through with it at Team ID" in answer.content.decode()


def test_an_answer_serves_once(dora: dict) -> None:
    client = Client()
    back = is_sent_back(leaves(client))
    assert is_in(client.get(back))
    client.logout()
    User.objects.all().delete()
    assert refused(client.get(back))


def test_an_answer_serves_in_no_other_browser(dora: dict) -> None:
    assert refused(Client().get(is_sent_back(leaves(Client()))))


def test_an_answer_serves_for_no_other_provider(dora: dict) -> None:
    client = Client()
    back = is_sent_back(leaves(client, to=address_of("other")))
    assert refused(client.get(back.replace("/other/", "/team/")))


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x&code=x", "?error=server_error", "?error=<b>"])
def test_an_answer_of_somebodys_making_is_refused(visitor: Client, identity: IdentityProvider, query: str):
    assert refused(visitor.get(reverse("openid_connect_callback", args=["team"]) + query))


def test_a_code_that_somebody_else_got_is_worth_nothing(dora: dict) -> None:
    """Theirs put into the own answer: it belongs to another secret of another browser."""
    client, other = Client(), Client()
    own, theirs = is_sent_back(leaves(client)), is_sent_back(leaves(other))
    code = parse_qs(urlsplit(theirs).query)["code"][0]
    assert refused(client.get(re.sub(r"code=[^&]+", f"code={code}", own)))


@pytest.mark.parametrize("place", ["token", "userinfo"])
def test_nonsense_from_the_provider_is_no_error_of_ours(
    dora: dict, identity: IdentityProvider, place: str
) -> None:
    client = Client()
    back = is_sent_back(leaves(client))
    identity.breaks = place
    assert refused(client.get(back))


@pytest.mark.parametrize("person", [{}, [], {"sub": ""}, {"sub": "x" * 500}, {"sub": "1\0"}, {"sub": 7}])
def test_a_person_without_a_number_is_nobody(identity: IdentityProvider, person: object) -> None:
    client = Client()
    back = is_sent_back(leaves(client))
    identity.token_claims = {"sub": str(person["sub"]) if "sub" in person else "42"}
    identity.person = person
    assert refused(client.get(back))


@pytest.mark.parametrize(
    "claims", [{"sub": "7"}, {"iss": "https://evil.example"}, {"aud": "another"}, {"exp": 1_000_000}]
)
def test_a_token_that_is_not_about_this_sign_in_is_refused(
    dora: dict, identity: IdentityProvider, claims: dict
) -> None:
    identity.token_claims = claims
    assert refused(signs_in())


def test_a_provider_that_is_away_is_said_so(visitor: Client, identity: IdentityProvider) -> None:
    identity.breaks = ".well-known/openid-configuration"
    assert refused(visitor.post(address_of("team")))


@pytest.mark.parametrize("provider", ["nobody", "openid_connect"])
def test_there_is_no_other_provider(visitor: Client, provider: str) -> None:
    assert visitor.post(address_of(provider)).status_code == 404
    assert visitor.get(reverse("openid_connect_callback", args=[provider])).status_code == 404


def test_a_visit_alone_sends_nobody_anywhere(visitor: Client) -> None:
    page = visitor.get(address_of("team"))
    assert "Continue with Team ID" in page.content.decode()
    assert "refresh" not in page.content.decode()
    assert (
        'value="/messager/profile/"'
        in visitor.get(address_of("team"), {"next": "/messager/profile/"}).content.decode()
    )


def test_tries_are_limited(visitor: Client, identity: IdentityProvider, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    assert [visitor.post(address_of("team")).status_code for _ in range(3)] == [200, 200, 429]


def test_redis_that_is_away_keeps_nobody_out(dora: dict, refused_redis: str) -> None:
    assert is_in(signs_in())


def test_what_a_visitor_adds_to_the_address_is_not_passed_on(dora: dict) -> None:
    client = Client()
    url = leaves(client, address_of("team") + "?scope=admin&auth_params=prompt%3Dnone&process=connect")
    asked = parse_qs(urlsplit(url).query)
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert "prompt" not in asked
    assert is_in(client.get(is_sent_back(url)))


def test_a_fresh_server_is_set_up_first(dora: dict, visitor: Client) -> None:
    Server.objects.all().delete()
    assert visitor.post(address_of("team"))["Location"] == reverse("first-run")
