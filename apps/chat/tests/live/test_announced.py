"""Each answer of a held poll says which announcement stands."""

from apps.accounts import announcements
from apps.accounts.models import Announcement
from tests.children import wait_until


def version_told(hall, bob, alice, room, says) -> str | None:
    held = hall.polls(bob, room).waits()
    says(alice, room)
    return held.answer.headers.get("messager-announcement")


def test_the_version_goes_along_with_what_is_told(deaf_hall, alice, bob, room, says):
    wait_until(lambda: deaf_hall.hub.announced == 0, within=10, what="a first look")
    assert version_told(deaf_hall, bob, alice, room, says) == "0"
    announcement = Announcement(text="Hear, hear")
    announcements.make(announcement)
    wait_until(lambda: deaf_hall.hub.announced == announcement.pk, within=20, what="another look")
    assert version_told(deaf_hall, bob, alice, room, says) == str(announcement.pk)
