import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User

PROFILE = "/messager/profile/"


@pytest.fixture
def as_alice(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


def test_it_shows_ones_own_code_to_copy_and_nobody_elses(as_alice: Client, alice: User, bob: User) -> None:
    page = as_alice.get(PROFILE).content.decode()
    assert f'<button type="button" data-copy="{alice.usercode}">' in page
    assert bob.usercode not in page
    for name in ("account_change_password", "account_logout", "presence:visibility", "accounts:usercode"):
        assert reverse(name) in page


def test_its_index_leads_to_every_part_of_it(as_alice: Client) -> None:
    page = as_alice.get(PROFILE).content.decode()
    assert re.findall(r'<a href="#([^"]+)"', page) == re.findall(r'<h2 id="([^"]+)"', page)


def test_a_new_name_is_kept_composed_and_raises_the_version(as_alice: Client, alice: User) -> None:
    assert as_alice.post(PROFILE, {"name": "  Ali\u0301cia   B "})["Location"] == PROFILE
    alice.refresh_from_db()
    assert (alice.name, alice.version) == ("Alícia B", 2)
    assert "Alícia B" in as_alice.get(PROFILE).content.decode()


def test_the_same_name_again_changes_nothing(as_alice: Client, alice: User) -> None:
    as_alice.post(PROFILE, {"name": ""})
    alice.refresh_from_db()
    assert alice.version == 1


@pytest.mark.parametrize("name", ["Bob", "B0b", "a\u202eb", "x\u0000y", "x" * 61])
def test_a_name_that_deceives_is_refused_with_the_text_kept(
    as_alice: Client, alice: User, bob: User, name: str
) -> None:
    response = as_alice.post(PROFILE, {"name": name})
    assert response.status_code == 422
    assert response.context["form"].errors["name"]
    assert response.context["form"]["name"].value() == name
    alice.refresh_from_db()
    assert alice.name == ""


def test_ones_own_username_may_be_ones_name(as_alice: Client, alice: User) -> None:
    as_alice.post(PROFILE, {"name": "ALICE"})
    alice.refresh_from_db()
    assert alice.display_name == "ALICE"


def test_markup_in_a_name_is_text(as_alice: Client) -> None:
    as_alice.post(PROFILE, {"name": "<script>x</script>"})
    assert b"<script>x" not in as_alice.get(PROFILE).content


def test_the_code_is_replaced_by_a_post_alone(as_alice: Client, alice: User) -> None:
    old = alice.usercode
    assert as_alice.get(reverse("accounts:usercode")).status_code == 405
    assert as_alice.post(reverse("accounts:usercode"))["Location"] == PROFILE
    alice.refresh_from_db()
    assert alice.usercode != old
    page = as_alice.get(PROFILE).content.decode()
    assert alice.usercode in page
    assert old not in page


def test_a_page_of_another_account_changes_nothing(as_alice: Client, alice: User, bob: User) -> None:
    old = alice.usercode
    for url in (PROFILE, reverse("accounts:usercode")):
        assert as_alice.post(url, {"page_user": bob.pk, "name": "Mine"}).status_code == 409
    alice.refresh_from_db()
    assert (alice.usercode, alice.name) == (old, "")


@pytest.mark.parametrize("url", [PROFILE, "/messager/usercode/"])
def test_signed_out_nothing_is_shown_or_changed(visitor: Client, url: str) -> None:
    assert visitor.get(url).status_code in {302, 405}
    assert visitor.post(url).status_code == 401


def test_it_takes_few_queries(as_alice: Client, django_assert_max_num_queries) -> None:
    as_alice.get(PROFILE)
    with django_assert_max_num_queries(4):
        as_alice.get(PROFILE)
