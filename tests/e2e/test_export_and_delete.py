"""One's own data taken along, and the account deleted."""

import json
import zipfile

import pytest
from playwright.sync_api import expect

from apps.chat import services
from apps.chat.tests.desk import fresh_nonce
from tests.people import PASSWORD, a_session, who_can_sign_in


@pytest.fixture
def she(arrives, cast):
    who_can_sign_in(cast.alice)
    return arrives("alice", accept_downloads=True).has_session(a_session(cast.alice))


@pytest.fixture
def he(arrives, cast):
    return arrives("bob").has_session(a_session(cast.bob))


def says(person, room, text):
    return services.post_message(
        person.memberships.select_related("room").get(room=room), text, fresh_nonce()
    )


def opened(download):
    return zipfile.ZipFile(download.path())


def test_an_export_is_asked_for_made_and_downloaded(she, cast):
    says(cast.bob, cast.room, "bob in the kitchen")
    she.opens(cast.room).sends("alice in the kitchen").goes_to("/messager/profile/")
    section = she.page.locator("#export")
    section.get_by_role("button", name="Export your data").click()
    link = section.get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=30_000)  # without a reload
    with she.page.expect_download() as coming:
        link.click()
    assert coming.value.suggested_filename.startswith("messager-")
    bundle = opened(coming.value)
    assert set(bundle.namelist()) == {"profile.json", "messages.json", "index.html", "export.css"}
    assert json.loads(bundle.read("profile.json"))["profile"]["username"] == "alice"
    told = bundle.read("messages.json").decode() + bundle.read("index.html").decode()
    assert told.count("alice in the kitchen") == 2
    assert "bob in the kitchen" not in told


def test_an_account_is_deleted_and_what_it_wrote_stays(she, he, cast):
    says(cast.bob, cast.room, "good morning @alice")
    she.opens(cast.room).sends("kept for all")
    he.opens(cast.room).sees("kept for all")
    she.goes_to("/messager/profile/")
    she.page.get_by_role("link", name="Delete your account").click()
    form = she.page.locator("#deletion form")
    form.get_by_label("Your username, to be sure").fill("alice")
    form.get_by_label("Your password").fill("not this one")
    form.get_by_role("button", name="Delete my account").click()
    expect(form.locator(".field__error")).to_have_text("This is not your password.")
    expect(form.get_by_label("Your username, to be sure")).to_have_value("alice")
    form.get_by_label("Your password").fill(PASSWORD)
    form.get_by_role("button", name="Delete my account").click()
    expect(she.page.get_by_role("heading", name="Your account has been deleted")).to_be_visible()
    assert she.status_of("/messager/profile/") == 302
    he.opens(cast.room).sees("kept for all")
    expect(he.messages("kept for all").locator(".name")).to_have_text("Deleted account")
    expect(he.messages("good morning").locator(".mention")).to_have_text("@Deleted account", timeout=30_000)
    expect(he.page.locator("#messages")).not_to_contain_text("alice")
