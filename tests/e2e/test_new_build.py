"""A new version is deployed while people write: an idle page offers to reload, and drafts are kept."""

import pytest
from playwright.sync_api import expect

from tests.people import a_session


@pytest.fixture
def she(arrives, cast):
    return arrives("alice").has_session(a_session(cast.alice)).opens(cast.room)


@pytest.fixture
def deploy(town):
    """Another build takes the place of the one that served her page."""

    def deployed(build: str) -> None:
        town.web.end()
        town.adjust({"BUILD": build})
        town.start("web")

    yield deployed
    town.web.end()
    town.env.pop("BUILD", None)
    town.adjust({})


def test_an_old_page_offers_to_reload_when_idle_and_the_draft_is_kept(she, deploy):
    she.sends("before").writes("half a thought")
    deploy("the-next")
    banner = she.page.locator("#banner", has_text="newer version")
    expect(banner).to_be_visible(timeout=60_000)
    expect(she.box).to_have_value("half a thought")
    banner.locator("[data-reload]").click()
    expect(she.page.locator("body")).to_have_attribute("data-build", "the-next")
    expect(she.box).to_have_value("half a thought")
    she.presses_send()
    she.sees("before").sees("half a thought")
    expect(banner).to_be_hidden()


def test_nobody_is_interrupted_while_writing(she, deploy):
    she.sends("before")
    deploy("the-next")
    for letter in "not yet":  # a touch at each of the next polls
        she.box.press_sequentially(letter)
        with she.page.expect_response("**/updates/*"):
            pass
    expect(she.page.locator("#banner", has_text="newer version")).to_have_count(0)
    she.presses_send()
    she.sees("not yet")
