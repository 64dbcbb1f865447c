from threading import Barrier

import pytest
from django.core import mail
from django.db import connection
from django.test import override_settings
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.tests.conftest import SignUp, is_in
from tests.threads import Threads


def test_a_newcomer_is_in_at_once_and_has_a_code(sign_up: SignUp) -> None:
    response = sign_up("Dora")
    assert (response.status_code, response["Location"]) == (302, reverse("chat:home"))
    assert is_in(response)
    assert len(User.objects.get(username="Dora").usercode) == 6


def test_a_newcomer_is_asked_by_mail_to_confirm_the_address(sign_up: SignUp) -> None:
    sign_up("dora")
    assert mail.outbox[0].to == ["dora@example.org"]
    assert "/messager/accounts/confirm-email/" in mail.outbox[0].body
    assert "Another account" not in mail.outbox[0].body


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("username", "alice", "This username is taken."),
        ("username", "ALICE", "This username is taken."),
        ("username", "a1ice", "looks too much like a username that is taken"),
        ("username", "a\u202elice", "invisible and control characters"),
        ("username", "dora@example.org", "Use letters, digits and . - _ only."),
        ("password", "short", "at least 8 characters"),
        ("password", "password1", "too common"),
        ("password", "dora-dora", "too similar to the"),
        ("password", "9876543219", "entirely numeric"),
        ("email", "nowhere", "valid email address"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    alice: User, sign_up: SignUp, field: str, value: str, said: str
) -> None:
    response = sign_up(**{"username": "dora-dora", "email": "dora@example.org"} | {field: value})
    errors = response.context["form"].errors
    assert list(errors) == [{"password": "password1"}.get(field, field)]
    assert said in str(errors)
    assert User.objects.count() == 1


def test_what_was_typed_is_still_there_after_an_error(sign_up: SignUp) -> None:
    page = sign_up("dora", "dora@example.org", "tr0ub4d").content.decode()
    assert 'value="dora"' in page
    assert 'value="dora@example.org"' in page
    assert "tr0ub4d" not in page


def test_one_cannot_give_oneself_rights(sign_up: SignUp, visitor) -> None:
    data = {"username": "dora", "email": "d@example.org", "password1": "correct horse battery"}
    visitor.post(
        reverse("account_signup"), data | {"is_staff": "on", "is_superuser": "on", "usercode": "AAAAAA"}
    )
    dora = User.objects.get()
    assert (dora.is_staff, dora.is_superuser, dora.usercode == "AAAAAA") == (False, False, False)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_one_name_at_the_same_moment_one_gets_it(sign_up: SignUp, monkeypatch) -> None:
    both_have_looked = Barrier(2, timeout=10)
    look = User.check_username
    monkeypatch.setattr(User, "check_username", lambda *args: (look(*args), both_have_looked.wait()))
    answers = []

    def work(number: int) -> None:
        try:
            answers.append(sign_up("dora", f"dora{number}@example.org"))
        finally:
            connection.close()

    threads = Threads()
    for number in range(2):
        threads.start(work, number)
    threads.join()
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert any(b"This username is taken." in answer.content for answer in answers)
    assert User.objects.count() == 1


def test_with_mandatory_confirmation_nobody_gets_in_before(sign_up: SignUp, visitor, sign_in) -> None:
    with override_settings(ACCOUNT_EMAIL_VERIFICATION="mandatory"):
        response = sign_up("dora")
        assert response["Location"] == reverse("account_email_verification_sent")
        assert not is_in(response)
        visitor.post(_link_in(mail.outbox[0].body))
        assert is_in(sign_in("dora"))


def _link_in(body: str) -> str:
    return "/messager/" + body.split("/messager/")[1].split(maxsplit=1)[0]
