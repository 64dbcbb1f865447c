"""What a person says of themselves reaches the others' open pages, and who is not to be disturbed is not."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.accounts.models import User
from tests.people import a_session


@pytest.fixture
def both(arrives, cast, direct):
    people = [(cast.alice, "alice"), (cast.bob, "bob")]
    return [
        arrives(name).has_session(a_session(user)).opens(direct).waits_at_the_server()
        for user, name in people
    ]


def says(person, text):
    tab = person.another_tab()
    tab.goto("/messager/profile/")
    tab.get_by_label("What others see beside your name").fill(text)
    tab.get_by_label("Show it").select_option("1h")
    tab.locator("section", has=tab.get_by_role("heading", name="Your status")).get_by_role(
        "button", name="Save"
    ).click()
    expect(tab.locator(".note")).to_have_text("Saved.")
    tab.close()


def test_a_status_stands_in_the_list_and_above_the_conversation_until_it_is_over(both, cast):
    she, he = both
    says(he, "At lunch 🍜")
    for place in (f"#roster [data-person='{cast.bob.pk}'] .person__says", ".room__says"):
        expect(she.page.locator(place)).to_have_text("At lunch 🍜")
    User.objects.filter(pk=cast.bob.pk).update(status_until=timezone.now() - timedelta(seconds=1))
    expect(she.page.locator("#roster .person__says")).to_have_count(0)
    expect(she.page.locator(".room__says")).to_have_text("")


def test_who_is_not_to_be_disturbed_has_no_number_in_the_title(both, cast, direct, page):
    she, he = both
    she.goes_to(f"/messager/rooms/{cast.room.pk}/")
    page(cast.bob, direct).post("one")
    expect(she.page).to_have_title(re.compile(r"^\(1\) Kitchen"))
    tab = she.another_tab()
    tab.goto("/messager/profile/")
    tab.get_by_role("button", name="Do not disturb").click()
    expect(tab.locator(".note")).to_have_text("Saved.")
    expect(she.page).to_have_title(re.compile(r"^Kitchen"))  # the page was open all the while
    page(cast.bob, direct).post("two")
    she.sees_unread(2)
    expect(she.page).to_have_title(re.compile(r"^Kitchen"))
    mark = he.page.locator(f"#roster [data-person='{cast.alice.pk}'] .person__quiet")
    expect(mark).to_have_count(1)
    tab.get_by_role("button", name="Let messages disturb me again").click()
    expect(tab.locator(".note")).to_have_text("Saved.")
    tab.close()
    expect(she.page).to_have_title(re.compile(r"^\(2\) Kitchen"))
    expect(mark).to_have_count(0)


def test_the_browsers_time_zone_is_told(arrives, cast, eventually):
    she = arrives("alice", timezone_id="Asia/Tokyo").has_session(a_session(cast.alice))
    she.opens_home()
    eventually(
        lambda: User.objects.get(pk=cast.alice.pk).browser_zone == "Asia/Tokyo", "the time zone is known"
    )
