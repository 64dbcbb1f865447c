"""The strict content policy holds on every page: nothing inline, nothing refused."""

import uuid

import pytest

from apps.chat import services
from apps.chat.models import Membership
from tests.people import a_person, a_session

# `arrives` fails the test when the policy refused anything or a script failed.
PUBLIC = ["", "accounts/login/", "accounts/signup/", "accounts/password/reset/"]
OWN = ["", "profile/", "accounts/logout/", "accounts/password/change/", "nowhere/"]
ADMIN = [
    *("", "accounts/user/", "accounts/user/add/"),
    *("chat/room/", "chat/message/", "chat/outbox/", "chat/heldmessage/"),
    *("moderation/filter/", "moderation/filter/add/", "moderation/filter/trial/"),
]


@pytest.fixture
def talkative(cast):
    place = Membership.objects.select_related("room", "user").get(room=cast.room, user=cast.alice)
    for text in (
        "plain",
        "https://example.org/?a=1&b=2",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
    ):
        services.post_message(place, text, uuid.uuid4())
    return cast


def visits(person, paths):
    for path in paths:
        response = person.page.goto(path)
        assert "script-src 'self'" in response.headers["content-security-policy"], path


def test_signed_out(arrives, transactional_db):
    visits(arrives("nobody"), [f"/messager/{path}" for path in PUBLIC])


def test_signed_in(arrives, talkative):
    message = talkative.room.messages.first()
    rooms = [f"rooms/{talkative.room.pk}/", f"rooms/{talkative.room.pk}/messages/{message.pk}/"]
    alice = arrives("alice").has_session(a_session(talkative.alice))
    visits(alice, [f"/messager/{path}" for path in OWN + rooms])
    alice.opens(talkative.room).sees("<script>alert(1)</script>").sends("and on")


def test_admin(arrives, talkative):
    staff = a_person("root", is_staff=True, is_superuser=True)
    visits(arrives("root").has_session(a_session(staff)), [f"/admin/{path}" for path in ADMIN])
