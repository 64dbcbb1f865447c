"""A link that lets so many make an account, for so long, until somebody revokes it."""

import re
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts import invitations, services
from apps.accounts.models import Invitation, Server, SignUp, User
from apps.accounts.tests.conftest import Rule, is_in
from apps.accounts.tests.conftest import SignUp as Signing
from apps.chat.tests.moderator import acts
from tests.people import a_person
from tests.threads import Threads

NOT_VALID = "This invitation is not valid"
LIST = "/admin/accounts/invitation/"


def _an_invitation(**more: object) -> tuple[Invitation, str]:
    invitation = Invitation(**more)
    token = invitations.give_token(invitation)
    invitation.save()
    return invitation, reverse("invitation", args=[token])


def _comes_by(link: str) -> Client:
    client = Client()
    assert client.get(link)["Location"] == reverse("account_signup")
    return client


@pytest.fixture(params=[SignUp.INVITATION, SignUp.DOMAIN])
def guarded(request: pytest.FixtureRequest, rule: Rule) -> None:
    rule(request.param, "elsewhere.example")


def test_whoever_comes_by_an_invitation_makes_an_account_and_is_in(guarded: None, sign_up: Signing) -> None:
    invitation, link = _an_invitation()
    response = sign_up("dora", client=_comes_by(link))
    assert is_in(response)
    invitation.refresh_from_db()
    assert invitation.uses == 1


def test_it_serves_as_often_as_it_says(guarded: None, sign_up: Signing) -> None:
    _, link = _an_invitation(most_uses=2)
    browsers = [_comes_by(link) for _ in range(3)]
    answers = [sign_up(f"dora{number}", client=client) for number, client in enumerate(browsers)]
    assert [is_in(answer) for answer in answers] == [True, True, False]
    assert User.objects.count() == 2


def test_what_is_wrong_with_the_form_uses_nothing_up(guarded: None, sign_up: Signing) -> None:
    invitation, link = _an_invitation()
    client = _comes_by(link)
    assert "password1" in sign_up("dora", password="short", client=client).context["form"].errors
    assert is_in(sign_up("dora", client=client))
    assert Invitation.objects.get(pk=invitation.pk).uses == 1


def test_it_opens_one_account_and_not_another_in_the_same_browser(guarded: None, sign_up: Signing) -> None:
    _, link = _an_invitation(most_uses=5)
    client = _comes_by(link)
    sign_up("dora", client=client)
    client.post(reverse("account_logout"))
    assert not is_in(sign_up("doras-friend", client=client))


def test_where_sign_up_is_open_it_leads_there_too(sign_up: Signing) -> None:
    _, link = _an_invitation()
    first, second = _comes_by(link), _comes_by(link)
    assert is_in(sign_up("dora", client=first))
    assert is_in(sign_up("emil", client=second)), "it is used up, but anybody may"
    assert Invitation.objects.get().uses == 1


def test_a_closed_server_is_closed(rule: Rule, sign_up: Signing) -> None:
    rule(SignUp.CLOSED)
    _, link = _an_invitation()
    assert b"No new accounts" in sign_up("dora", client=_comes_by(link)).content
    assert not User.objects.exists()


def test_all_that_lead_nowhere_get_one_answer(db: None) -> None:
    past = timezone.now() - timedelta(seconds=1)
    links = [
        _an_invitation(**wrong)[1] for wrong in ({"expires_at": past}, {"uses": 1}, {"revoked_at": past})
    ]
    links.append(reverse("invitation", args=["no-token-at-all"]))
    answers = [Client().get(link) for link in links]
    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r'value="\w+"', "", answer.content.decode()) for answer in answers}) == 1
    assert NOT_VALID in answers[0].content.decode()


@pytest.mark.parametrize(
    "wrong", [{"expires_at": timezone.now()}, {"revoked_at": timezone.now()}], ids=["expired", "revoked"]
)
def test_what_ends_while_somebody_types_lets_nobody_in(rule: Rule, sign_up: Signing, wrong: dict) -> None:
    rule(SignUp.INVITATION)
    _, link = _an_invitation()
    client = _comes_by(link)
    Invitation.objects.update(**wrong)
    assert not is_in(sign_up("dora", client=client))
    assert not User.objects.exists()


def test_the_database_does_not_know_the_link(db: None) -> None:
    invitation, link = _an_invitation()
    token = link.split("/")[-2]
    assert len(token) > 40
    row = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert not any(token in str(value) for value in row.values())


def test_it_is_never_used_more_often_than_it_says(db: None) -> None:
    invitation, _ = _an_invitation()
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(uses=2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("most_uses", [1, 3])
def test_however_many_come_at_the_same_moment(sign_up: Signing, monkeypatch, most_uses: int) -> None:
    Server.objects.update(sign_up=SignUp.INVITATION)
    invitation, link = _an_invitation(most_uses=most_uses)
    browsers = [_comes_by(link) for _ in range(most_uses + 2)]
    all_have_looked = Barrier(len(browsers), timeout=30)
    look = User.check_username
    monkeypatch.setattr(User, "check_username", lambda *args: (look(*args), all_have_looked.wait()))
    answers: list[HttpResponse] = []

    def work(number: int) -> None:
        try:
            answers.append(sign_up(f"dora-{number}", client=browsers[number]))
        finally:
            connection.close()

    threads = Threads()
    for number in range(len(browsers)):
        threads.start(work, number)
    threads.join()
    assert User.objects.count() == most_uses
    refused = [answer for answer in answers if answer.status_code == 200]
    assert len(refused) == 2
    for answer in refused:
        assert NOT_VALID in answer.content.decode()
        assert 'value="dora-' in answer.content.decode(), "what was typed is kept"
    invitation.refresh_from_db()
    assert invitation.uses == most_uses


# --- made by staff ---------------------------------------------------------------------------------------


def _form(**more: object) -> dict[str, object]:
    later = timezone.now() + timedelta(days=1)
    return {
        "note": "For Dora",
        "most_uses": 1,
        "expires_at_0": later.date().isoformat(),
        "expires_at_1": later.strftime("%H:%M:%S"),
    } | more


def _link_shown(page: HttpResponse) -> list[str]:
    return re.findall(r"http://testserver(/messager/invitation/[\w-]+/)", page.content.decode())


def test_staff_makes_one_and_sees_its_link_once(admin: Client, rule: Rule, sign_up: Signing) -> None:
    rule(SignUp.INVITATION)
    shown = admin.post(LIST + "add/", _form(), follow=True)
    (link,) = _link_shown(shown)
    assert is_in(sign_up("dora", client=_comes_by(link)))
    invitation = Invitation.objects.get()
    assert invitation.made_by.username == "root"
    for address in (LIST, f"{LIST}{invitation.pk}/change/"):
        page = admin.get(address)
        assert _link_shown(page) == []
        assert "used up" in page.content.decode()


def test_what_the_holder_was_told_stays(admin: Client) -> None:
    invitation, _ = _an_invitation()
    admin.post(f"{LIST}{invitation.pk}/change/", _form(most_uses=9))
    before, after = invitation, Invitation.objects.get()
    assert (after.most_uses, after.expires_at) == (1, before.expires_at)
    assert after.note == "For Dora"


@pytest.mark.parametrize("wrong", [{"most_uses": 0}, {"expires_at_0": "never"}])
def test_what_makes_no_sense_is_refused(admin: Client, wrong: dict) -> None:
    assert b"errorlist" in admin.post(LIST + "add/", _form(**wrong)).content
    assert not Invitation.objects.exists()


def test_staff_revokes(admin: Client) -> None:
    invitation, link = _an_invitation()
    said = acts(admin, LIST, "revoke", invitation)
    assert "1 revoked." in said.content.decode()
    assert Client().get(link).status_code == 404


def test_those_of_a_person_who_is_deactivated_are_void(db: None) -> None:
    mona = a_person("mona", is_staff=True)
    _, link = _an_invitation(made_by=mona)
    services.deactivate(mona)
    services.activate(mona)
    assert Client().get(link).status_code == 404


def test_a_moderator_makes_them_by_a_permission_of_its_own(db: None) -> None:
    mona = a_person("mona", is_staff=True)
    client = Client()
    client.force_login(mona)
    assert client.get(LIST + "add/").status_code == 403
    mona.user_permissions.add(Permission.objects.get(codename="add_invitation"))
    assert client.get(LIST + "add/").status_code == 200
