import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.chat.tests.moderator import acts
from tests.people import a_person

LIST = "/admin/accounts/user/"


@pytest.fixture
def root(db: None) -> User:
    return a_person("root", is_staff=True, is_superuser=True)


@pytest.fixture
def moderator(db: None) -> User:
    """Staff with the right to change people and to act on them, no more."""
    person = a_person("mona", is_staff=True)
    person.user_permissions.set(
        Permission.objects.filter(codename__in=["change_user", "view_user", "moderate"])
    )
    return person


def _as(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _found(client: Client, term: str) -> set[str]:
    page = client.get(LIST, {"q": term})
    return {person.username for person in page.context["cl"].result_list}


def test_people_are_found_by_code_and_by_beginnings(root: User, alice: User, bob: User) -> None:
    User.objects.filter(pk=alice.pk).update(name="Zita Novak")
    client = _as(root)
    for term in [alice.usercode, alice.usercode.lower(), "ali", "ALI", "alice@", "Zita", "zita"]:
        assert _found(client, term) == {"alice"}, term
    assert _found(client, "Novak") == set()


def test_the_list_never_counts_everybody(root: User, django_assert_max_num_queries, monkeypatch) -> None:
    monkeypatch.setattr("apps.accounts.admin.paginator.MOST_COUNTED", 2)
    User.objects.bulk_create(User(username=f"p{n}") for n in range(5))
    client = _as(root)
    client.get(LIST)
    with django_assert_max_num_queries(6) as queries:
        page = client.get(LIST)
    assert page.context["cl"].result_count == 2
    counts = [query["sql"] for query in queries.captured_queries if "COUNT(" in query["sql"]]
    assert counts
    assert all("LIMIT 2" in count for count in counts)


def test_pages_for_adding_and_changing_open(root: User, alice: User) -> None:
    client = _as(root)
    assert client.get(LIST + "add/").status_code == 200
    page = client.get(f"{LIST}{alice.pk}/change/").content.decode()
    assert alice.usercode in page


def test_a_person_made_here_has_a_code_and_cannot_look_like_another(root: User, alice: User) -> None:
    client = _as(root)
    data = {
        "username": "dora",
        "usable_password": "true",
        "password1": "correct horse",
        "password2": "correct horse",
    }
    assert client.post(LIST + "add/", data).status_code == 302
    assert len(User.objects.get(username="dora").usercode) == 6
    refused = client.post(LIST + "add/", data | {"username": "a1ice"})
    assert b"looks too much like" in refused.content


def _act(client: Client, action: str, *people: User):
    return acts(client, LIST, action, *people)


def test_deactivating_ends_their_sessions_and_activating_lets_them_in(root: User, alice: User) -> None:
    browser = _as(alice)
    _act(_as(root), "deactivate", alice)
    assert browser.get("/messager/profile/", HTTP_HX_REQUEST="true").status_code == 401
    alice.refresh_from_db()
    assert not alice.is_active
    _act(_as(root), "activate", alice)
    alice.refresh_from_db()
    assert alice.is_active


def test_nobody_deactivates_themselves_and_moderators_no_superuser(
    root: User, moderator: User, alice: User
) -> None:
    _act(_as(root), "deactivate", root)
    _act(_as(moderator), "deactivate", root, moderator, alice)
    assert set(User.objects.filter(is_active=True).values_list("username", flat=True)) == {"root", "mona"}


def test_nobody_is_deleted_here(root: User, alice: User) -> None:
    client = _as(root)
    assert client.get(f"{LIST}{alice.pk}/delete/").status_code == 403
    _act(client, "delete_selected", alice)
    assert User.objects.filter(pk=alice.pk).exists()


def _change(client: Client, person: User, **changes: str):
    data = {"username": person.username, "name": person.name, "email": person.email}
    return client.post(f"{LIST}{person.pk}/change/", data | changes)


def test_a_moderator_gives_nobody_rights_and_does_not_touch_superusers(
    root: User, moderator: User, alice: User
) -> None:
    client = _as(moderator)
    assert _change(client, alice, is_superuser="on", is_staff="on", name="Alice A").status_code == 302
    alice.refresh_from_db()
    assert (alice.name, alice.is_staff, alice.is_superuser, alice.version) == ("Alice A", False, False, 2)
    assert _change(client, root, name="Mine").status_code == 403
    assert client.post(f"{LIST}{root.pk}/password/", {"password1": "x"}).status_code == 403


def test_an_address_changed_here_takes_the_rights_of_the_old_one_away(root: User, alice: User) -> None:
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    assert _change(_as(root), alice, email="New@example.org").status_code == 302
    alice.refresh_from_db()
    address = EmailAddress.objects.get(user=alice)
    assert alice.email == address.email == "new@example.org"
    assert not address.verified


def test_people_without_rights_do_not_get_in(alice: User, visitor: Client) -> None:
    response = visitor.get(LIST, follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert _as(alice).get(LIST).status_code in {302, 403}
