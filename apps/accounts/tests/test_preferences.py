"""Colours, the key that sends, the sound: chosen on the profile, said by every page."""

import pytest
from django.test import Client

from apps.accounts.models import User

PREFERENCES, PROFILE, HOME = "/messager/preferences/", "/messager/profile/", "/messager/"


@pytest.fixture
def as_alice(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


def test_a_choice_is_kept_and_every_page_says_it(as_alice: Client, alice: User) -> None:
    chosen = {"theme": "dark", "sends_with": "ctrl_enter"}  # no sound: a box that is not ticked
    assert as_alice.post(PREFERENCES, chosen)["Location"] == PROFILE
    for path in (PROFILE, HOME):
        page = as_alice.get(path).content.decode()
        assert 'data-theme="dark"' in page
        assert 'data-sends-with="ctrl_enter"' in page
        assert "data-sound" not in page


def test_at_first_the_page_is_like_the_device(as_alice: Client) -> None:
    page = as_alice.get(HOME).content.decode()
    assert "data-theme" not in page
    assert 'media="(prefers-color-scheme: dark)"' in page
    assert 'data-sends-with="enter"' in page
    assert "data-sound" in page


def test_what_is_no_choice_is_refused(as_alice: Client, alice: User) -> None:
    assert as_alice.post(PREFERENCES, {"theme": "pink", "sends_with": "enter"}).status_code == 422
    alice.refresh_from_db()
    assert alice.theme == "system"
