"""A fresh installation, as the people find it: set up in a browser, then joined by invitation."""

import re

import pytest
from playwright.sync_api import expect

from apps.accounts.models import Server, SignUp
from tests.children import wait_until
from tests.e2e.person import Person
from tests.environment import INSECURE_HOST
from tests.people import PASSWORD

TOKEN = re.compile(r"\b(?:[a-z2-7]{4}-){5}[a-z2-7]{4}\b")


@pytest.fixture
def fresh(town):
    """Nobody has been here. What web remembers of the database is of the test before, which emptied it."""
    town.web.kill()
    town.start("web")
    Server.objects.all().delete()


def sets_up(person: Person) -> None:
    expect(person.page.get_by_role("heading", name="Set up this server")).to_be_visible()
    person.page.get_by_label("Name of the server").fill("The Pier")
    fills_in(person)
    person.page.get_by_role("button", name="Set it up").click()


def fills_in(person: Person) -> None:
    person.page.get_by_label("Username").fill(person.name)
    person.page.get_by_label("E-mail address").fill(f"{person.name}@example.org")
    person.page.get_by_label("Password").fill(PASSWORD)


def is_in(person: Person) -> None:
    expect(person.page.locator("#composer")).to_be_visible()


def invites(owner: Person) -> str:
    """The link, as the admin shows it."""
    owner.goes_to("/admin/accounts/invitation/add/")
    owner.page.get_by_label("Note").fill("For Emil")
    owner.page.get_by_role("button", name="Save", exact=True).click()
    said = owner.page.locator(".messagelist").inner_text()
    return re.search(r"http://\S+/invitation/\S+/", said)[0]


@pytest.mark.parametrize("javascript", [True, False], ids=["", "without JavaScript"])
def test_set_up_here_and_joined_by_invitation(fresh, arrives, javascript):
    olena = arrives("olena", javascript=javascript).opens_home()
    sets_up(olena)
    is_in(olena)
    expect(olena.page).to_have_title(re.compile("The Pier"))
    assert olena.status_of("/messager/first-run/") == 404

    olena.goes_to("/admin/accounts/server/1/change/")
    expect(olena.page.locator("#site-name")).to_have_text("The Pier")
    olena.page.get_by_label("Who may sign up").select_option(SignUp.INVITATION)
    olena.page.get_by_role("button", name="Save", exact=True).click()
    link = invites(olena)

    stranger = arrives("mallory", javascript=javascript).goes_to("/messager/accounts/signup/")
    expect(stranger.page.get_by_role("heading", name="No new accounts")).to_be_visible()
    stranger.page.get_by_role("link", name="Sign in").click()
    expect(stranger.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(stranger.page.get_by_role("link", name="Make an account")).to_have_count(0)

    emil = arrives("emil", javascript=javascript).goes_to(link)
    expect(emil.page.get_by_role("link", name="The Pier")).to_be_visible()
    fills_in(emil)
    emil.page.get_by_role("button", name="Make the account").click()
    is_in(emil)

    late = arrives("zoe", javascript=javascript).goes_to(link)
    expect(late.page.get_by_role("alert")).to_have_text(
        "This invitation is not valid (any more). Ask for another one."
    )


def test_whoever_comes_over_a_network_reads_the_token_in_the_log(fresh, town, arrives):
    olena = arrives("olena", url=f"http://{INSECURE_HOST}:{town.port}").opens_home()
    olena.page.get_by_label("Setup token").fill("abcd-efgh")
    sets_up(olena)
    expect(olena.page.get_by_role("alert")).to_contain_text("This is not the token")
    expect(olena.page.get_by_label("Name of the server")).to_have_value("The Pier")
    wait_until(lambda: TOKEN.search(town.web.says()), within=10, what="the log says the token")
    olena.page.get_by_label("Setup token").fill(TOKEN.search(town.web.says())[0])
    olena.page.get_by_label("Password").fill(PASSWORD)
    olena.page.get_by_role("button", name="Set it up").click()
    is_in(olena)
