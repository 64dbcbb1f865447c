"""A picture that somebody gives themselves reaches the others' open pages, and leaves them again."""

import pytest
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.accounts.tests.pictures import file, quarters
from tests.people import a_session

SHOWN = "img => img.complete && img.naturalWidth === 96"


def chooses(tab, content, kind="image/png"):
    tab.locator("#picture").set_input_files({"name": "me.png", "mimeType": kind, "buffer": content})


def waits_for_picture(page, picture):
    """It is there, and it has been loaded."""
    expect(picture).to_have_count(1)
    page.wait_for_function(SHOWN, arg=picture.element_handle())


def test_it_is_seen_beside_what_stands_and_in_the_list_and_is_gone_again(both, cast):
    she, he = both(cast.room)
    he.sends("before")
    she.sees("before")
    tab = he.another_tab()
    tab.goto("/messager/profile/")
    chooses(tab, file())
    tab.wait_for_function("document.querySelector('.portrait img')?.src.startsWith('data:')")
    tab.get_by_role("button", name="Save the picture").click()
    expect(tab.locator(".note")).to_have_text("Saved.")
    waits_for_picture(tab, tab.locator(".portrait img"))
    beside = she.page.locator(f".message[data-sender='{cast.bob.pk}'] > .avatar > img")
    listed = she.page.locator(f"#roster [data-person='{cast.bob.pk}'] > .avatar > img")
    for place in (beside, listed):
        waits_for_picture(she.page, place)
    he.sends("after")
    she.sees("after")
    expect(beside).to_have_count(2)
    tab.get_by_role("button", name="Remove picture").click()
    expect(tab.locator(".note")).to_have_text("Your picture is removed.")
    for place in (beside, listed, tab.locator(".portrait img")):
        expect(place).to_have_count(0)


def test_one_that_is_gone_leaves_the_letter(both, cast):
    User.objects.filter(pk=cast.bob.pk).update(picture="0" * 32)
    she, he = both(cast.room)
    he.sends("hello")
    she.sees("hello")
    picture = she.page.locator(f".message[data-sender='{cast.bob.pk}'] > .avatar > img")
    expect(picture).to_have_count(1)
    expect(picture).to_be_hidden()


def test_what_is_too_large_is_told_before_it_is_sent(arrives, cast):
    page = arrives("alice").has_session(a_session(cast.alice)).goes_to("/messager/profile/").page
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    chooses(page, file() + bytes(6 << 20))
    page.get_by_role("button", name="Save the picture").click()
    assert page.locator("#picture").evaluate("one => one.validationMessage") == (
        "This file is too large: 5 MB are the most."
    )
    assert not [url for url in sent if url.endswith("/picture/")]
    chooses(page, file())
    page.get_by_role("button", name="Save the picture").click()
    expect(page.locator(".note")).to_have_text("Saved.")


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_no_picture_is_told_at_the_field(arrives, cast, javascript):
    person = arrives("alice", javascript=javascript).has_session(a_session(cast.alice))
    page = person.goes_to("/messager/profile/").page
    chooses(page, b"hello")
    page.get_by_role("button", name="Save the picture").click()
    expect(page.locator(".field__error")).to_contain_text("no picture that can be used")


def test_without_javascript_it_goes_the_same_way(arrives, cast):
    person = arrives("alice", javascript=False).has_session(a_session(cast.alice))
    page = person.goes_to("/messager/profile/").page
    chooses(page, file(quarters(900), "JPEG"), "image/jpeg")
    page.get_by_role("button", name="Save the picture").click()
    expect(page.locator(".portrait img")).to_have_count(1)
    page.get_by_role("button", name="Remove picture").click()
    expect(page.locator(".portrait img")).to_have_count(0)
    chooses(page, file() + bytes(6 << 20))
    page.get_by_role("button", name="Save the picture").click()
    expect(page.locator(".field__error")).to_contain_text("too large")
