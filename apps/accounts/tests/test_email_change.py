"""Another e-mail address: it counts when its mailbox has confirmed it, and the old one is told."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.tests.conftest import SignIn, is_in
from apps.accounts.tests.factors import confirms_it_is_them
from tests.people import a_person

PAGE = reverse("account_email")
OLD, NEW = "alice@example.org", "new@example.org"


@pytest.fixture
def client(sign_in: SignIn, alice: User) -> Client:
    """Alice's browser; her address is confirmed and she has just shown who she is."""
    EmailAddress.objects.create(user=alice, email=OLD, verified=True, primary=True)
    client = sign_in("alice").client
    confirms_it_is_them(client)
    return client


def asks_for(client: Client, address: str = NEW) -> HttpResponse:
    return client.post(PAGE, {"action_add": "", "email": address})


def mailed_link() -> str:
    return "/messager/" + mail.outbox[-1].body.split("/messager/")[1].split(maxsplit=1)[0]


def addresses_of(user: User) -> dict[str, bool]:
    return dict(EmailAddress.objects.filter(user=user).values_list("email", "verified"))


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_the_profile_leads_there(client: Client) -> None:
    assert PAGE in text_of(client.get(reverse("accounts:profile")))
    assert OLD in text_of(client.get(PAGE))


def test_it_takes_the_old_ones_place_when_it_is_confirmed(client: Client, alice: User) -> None:
    asks_for(client, "New@Example.org")
    assert mail.outbox[-1].to == [NEW]
    alice.refresh_from_db()
    assert alice.email == OLD
    link = mailed_link()
    assert NEW in text_of(client.get(PAGE))
    client.post(link)
    alice.refresh_from_db()
    assert alice.email == NEW
    assert addresses_of(alice) == {NEW: True}


def test_the_old_address_is_told(client: Client) -> None:
    asks_for(client)
    client.post(mailed_link())
    told = mail.outbox[-1]
    assert told.to == [OLD]
    assert NEW in told.body
    assert told.subject == "Your e-mail address is changed"


def test_signing_in_follows(client: Client, sign_in: SignIn) -> None:
    asks_for(client)
    assert is_in(sign_in(OLD))
    assert not is_in(sign_in(NEW))
    client.post(mailed_link())
    assert is_in(sign_in(NEW))
    assert not is_in(sign_in(OLD))


def test_whoever_finds_an_open_browser_changes_nothing(sign_in: SignIn, alice: User) -> None:
    client = sign_in("alice").client
    asked = asks_for(client)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert NEW not in addresses_of(alice)
    assert not mail.outbox
    client.post(asked["Location"], {"password": "correct horse battery"})
    assert NEW in addresses_of(alice)


def test_a_change_of_mind(client: Client, alice: User) -> None:
    asks_for(client)
    link = mailed_link()
    client.post(PAGE, {"action_remove": "", "email": NEW})
    assert addresses_of(alice) == {OLD: True}
    assert "too old" in text_of(client.get(link))


def test_the_one_address_is_not_removed_while_another_waits(client: Client, alice: User) -> None:
    asks_for(client)
    client.post(PAGE, {"action_remove": "", "email": OLD}, follow=True)
    assert OLD in addresses_of(alice)


def test_a_second_wish_takes_the_place_of_the_first(client: Client, alice: User) -> None:
    asks_for(client)
    asks_for(client, "third@example.org")
    assert addresses_of(alice) == {OLD: True, "third@example.org": False}


def test_the_mail_is_sent_again(client: Client) -> None:
    asks_for(client)
    mail.outbox.clear()
    client.post(PAGE, {"action_send": "", "email": NEW})
    assert mail.outbox[0].to == [NEW]


def test_nobody_learns_that_somebody_else_has_it(client: Client, alice: User, bob: User) -> None:
    EmailAddress.objects.create(user=bob, email=bob.email, verified=True, primary=True)
    taken, free = asks_for(client, bob.email), asks_for(client)
    assert taken.status_code == free.status_code == 302
    asks_for(client, bob.email)
    client.post(mailed_link())
    assert addresses_of(bob) == {bob.email: True}
    assert addresses_of(alice)[OLD]


@pytest.mark.parametrize(("address", "said"), [("nonsense", "valid"), ("", "required"), (OLD, "already")])
def test_what_is_no_new_address_is_said_beside_the_field(client: Client, address: str, said: str) -> None:
    answer = asks_for(client, address)
    assert said in text_of(answer)
    assert len(mail.outbox) == 0


def test_an_address_that_was_never_confirmed_gives_way_at_once_and_is_not_told(
    sign_in: SignIn, alice: User
) -> None:
    """It may be somebody else's mailbox. The account is not without an address meanwhile."""
    EmailAddress.objects.create(user=alice, email=OLD, primary=True)
    client = sign_in("alice").client
    confirms_it_is_them(client)
    asks_for(client)
    alice.refresh_from_db()
    assert alice.email == NEW
    client.post(mailed_link())
    assert addresses_of(alice) == {NEW: True}
    assert [one.to for one in mail.outbox] == [[NEW]]


def test_addresses_of_others_are_out_of_reach(client: Client, bob: User) -> None:
    EmailAddress.objects.create(user=bob, email=bob.email)
    for action in ("action_remove", "action_primary", "action_send"):
        client.post(PAGE, {action: "", "email": bob.email})
    assert addresses_of(bob) == {bob.email: False}
    assert not mail.outbox


def test_wishes_are_limited(client: Client) -> None:
    answers = [asks_for(client, f"{number}@example.org").status_code for number in range(12)]
    assert answers[-1] == 429


def test_an_account_without_an_address_gets_one(sign_in: SignIn) -> None:
    person = a_person("dora")
    User.objects.filter(pk=person.pk).update(email="")
    client = sign_in("dora").client
    confirms_it_is_them(client)
    asks_for(client)
    client.post(mailed_link())
    assert addresses_of(person) == {NEW: True}
