"""Signing in by an outside provider, as somebody with a browser does it, under our content policy."""

import pytest
from playwright.sync_api import expect

from apps.accounts.models import User


@pytest.fixture
def dora(identity):
    identity.person = {
        "sub": "42",
        "preferred_username": "dora",
        "name": "Dora",
        "email": "dora@example.org",
        "email_verified": True,
    }
    identity.asks = True
    return identity


def begins(person):
    person.goes_to("/messager/accounts/login/")
    person.page.get_by_role("button", name="Continue with Team ID").click()
    expect(person.page.get_by_role("heading", name="Who are you?")).to_be_visible()


def goes_through_with_it(person):
    begins(person)
    person.page.get_by_role("link", name="I am Dora").click()
    expect(person.page.locator("#composer")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_by_a_provider_one_gets_in_and_in_again(dora, arrives, javascript):
    person = arrives("dora", javascript=javascript)
    goes_through_with_it(person)
    person.signs_out()
    goes_through_with_it(person)
    assert User.objects.get(username="dora").name == "Dora"


def test_whoever_turns_back_is_told_and_can_try_again(dora, arrives):
    person = arrives("dora")
    begins(person)
    person.page.get_by_role("link", name="Back").click()
    expect(person.page.get_by_role("alert")).to_contain_text("You did not go through with it at Team ID")
    person.page.get_by_role("link", name="Sign in").click()
    goes_through_with_it(person)


def test_another_provider_is_connected_and_the_first_removed(dora, arrives):
    person = arrives("dora")
    goes_through_with_it(person)
    page = person.goes_to("/messager/profile/").page
    page.get_by_role("link", name="Other ways to sign in").click()
    page.get_by_role("button", name="Connect Other ID").click()
    page.get_by_role("link", name="With Team ID").click()
    page.get_by_role("button", name="Confirm with Team ID").click()
    page.get_by_role("link", name="I am Dora").click()  # at the first: it is still them
    page.get_by_role("link", name="I am Dora").click()  # at the other
    expect(page.locator(".note")).to_contain_text("Other ID lets you in from now on")
    page.get_by_role("button", name="Remove Team ID").click()
    expect(page.locator(".note")).to_contain_text("Team ID is no longer connected")
    expect(page.get_by_role("listitem")).to_have_count(1)
