from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.tests.conftest import SignIn, is_in
from tests.people import PASSWORD

NEW = "a much better one"
PROFILE = "/messager/profile/"


def _change(client: Client, old: str = PASSWORD, new: str = NEW, again: str = ""):
    data = {"oldpassword": old, "password1": new, "password2": again or new}
    return client.post(reverse("account_change_password"), data)


def test_a_change_ends_the_other_sessions_and_keeps_this_one(alice: User) -> None:
    here, elsewhere = Client(), Client()
    here.force_login(alice)
    elsewhere.force_login(alice)
    assert _change(here)["Location"] == PROFILE
    assert here.get(PROFILE).status_code == 200
    assert elsewhere.get(PROFILE).status_code == 302
    alice.refresh_from_db()
    assert alice.check_password(NEW)


def test_a_change_needs_the_old_one_a_good_one_and_the_same_twice(alice: User, visitor: Client) -> None:
    visitor.force_login(alice)
    assert "oldpassword" in _change(visitor, old="wrong").context["form"].errors
    assert "password1" in _change(visitor, new="password1").context["form"].errors
    assert "password2" in _change(visitor, again="another typo").context["form"].errors
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_a_reset_by_mail_ends_all_sessions_and_works_once(alice: User, sign_in: SignIn) -> None:
    elsewhere = Client()
    elsewhere.force_login(alice)
    here = Client()
    here.post(reverse("account_reset_password"), {"email": "Alice@example.org"})
    assert "the account alice:" in mail.outbox[0].body
    link = "/messager/" + mail.outbox[0].body.split("/messager/")[1].split()[0]
    form = here.get(link)["Location"]
    assert alice.username not in form  # the key is out of the address, which a referrer could give away
    done = here.post(form, {"password1": NEW, "password2": NEW})
    assert done["Location"] == reverse("account_reset_password_from_key_done")
    assert is_in(sign_in("alice", NEW))
    assert elsewhere.get(PROFILE).status_code == 302
    assert b"too old" in Client().get(link, follow=True).content


def test_a_reset_for_a_confirmed_address_goes_to_its_owner_alone(alice: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(email="alice@example.org")
    EmailAddress.objects.create(user=alice, email="alice@example.org", verified=True, primary=True)
    Client().post(reverse("account_reset_password"), {"email": "alice@example.org"})
    assert ["alice:" in message.body for message in mail.outbox] == [True]


def test_a_mail_server_that_is_away_keeps_nobody_out(sign_up, settings, caplog) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert is_in(sign_up("dora"))
    assert "was not sent" in caplog.text
