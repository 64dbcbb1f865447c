"""A warning stands on each page until the person says that they have read it."""

import pytest

from apps.chat.tests.desk import text_of
from apps.moderation import services
from apps.moderation.models import AuditEntry
from apps.moderation.tests.team import a_moderator, again

HEEDED = "/messager/warning/heeded/"
TITLE = "A moderator has warned you"


@pytest.fixture
def moderator(db):
    return a_moderator()


def test_it_is_shown_until_it_is_read(moderator, bob, room, desk):
    at = desk(bob, room, script=False)
    assert TITLE not in text_of(at.opens())
    services.warn(moderator, bob, "No <b>spam</b>, please")
    for path in (at.path, "/messager/profile/", "/messager/"):
        page = text_of(at.get(path))
        assert TITLE in page
        assert "No &lt;b&gt;spam&lt;/b&gt;, please" in page
    shown = len(again(bob).warning)
    answer = at.client.post(HEEDED, {"letters": shown}, HTTP_REFERER=f"http://testserver{at.path}")
    assert (answer.status_code, answer["Location"]) == (302, f"http://testserver{at.path}")
    assert TITLE not in text_of(at.opens())
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == ["warn", "heed"]


def test_one_that_came_meanwhile_stays(moderator, bob, desk):
    services.warn(moderator, bob, "first")
    services.warn(moderator, again(bob), "second")
    at = desk(bob, script=False)
    at.post(HEEDED, letters=len("first"))
    assert again(bob).warning == "second"
    at.post(HEEDED, letters=len("second"))
    assert again(bob).warning == ""


@pytest.mark.parametrize("letters", ["", "x", "-1", "9" * 40, "²"])
def test_nonsense_changes_nothing(moderator, bob, desk, letters):
    services.warn(moderator, bob, "first")
    assert desk(bob, script=False).post(HEEDED, letters=letters).status_code == 302
    assert again(bob).warning == "first"


def test_nobody_else_sees_it(moderator, alice, bob, room, desk):
    services.warn(moderator, bob, "first")
    assert TITLE not in text_of(desk(alice, room).opens())
