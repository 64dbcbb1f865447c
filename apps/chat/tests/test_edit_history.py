"""The texts that a message had before: for moderators, until it is deleted."""

import pytest

from apps.chat import services
from apps.chat.models import Edit
from apps.chat.problems import Gone
from apps.chat.tests.moderator import Moderator


@pytest.fixture
def moderator(db):
    return Moderator()


@pytest.fixture
def edited(alice, room, says):
    message = says(alice, room, "first words")
    services.edit_message(message, "second words")
    return services.edit_message(message, "third words")


def test_every_text_is_kept_and_shown_in_the_admin(moderator, edited):
    assert list(Edit.objects.order_by("pk").values_list("body", flat=True)) == ["first words", "second words"]
    page = moderator.opens(edited)
    assert page.index("third words") < page.index("second words") < page.index("first words")


def test_of_a_direct_conversation_it_shows_none(moderator, alice, direct, says):
    message = says(alice, direct, "between us")
    services.edit_message(message, "still between us")
    assert "between us" not in moderator.opens(message)


def test_deleting_wipes_them_all(moderator, edited):
    services.delete_message(edited)
    assert not Edit.objects.exists()
    assert "first words" not in moderator.opens(edited)


def test_hiding_keeps_them_for_restoring(edited):
    services.hide_message(edited)
    assert Edit.objects.count() == 2


def test_an_edit_that_is_refused_leaves_none(edited):
    services.hide_message(edited)
    with pytest.raises(Gone):
        services.edit_message(edited, "fourth words")
    assert Edit.objects.count() == 2
