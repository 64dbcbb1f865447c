"""The admin on a phone: no page is wider than the screen, and all of it can be read, in light and dark."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import expect

from apps.accounts.models import Invitation, Server, User
from apps.chat import services
from apps.chat.models import Recipient, Room
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import fresh_nonce
from apps.moderation import audit, reporting
from apps.moderation.models import Action, Category
from tests.accessibility.axe import violations
from tests.people import a_person, a_session

PHONE = {"width": 360, "height": 740}
WIDER = "document.documentElement.scrollWidth - innerWidth"
OURS = ("color-contrast", "link-in-text-block", "target-size")  # the markup of forms is Django's own
LONG = "Donaudampfschifffahrtsgesellschaftskapitänskajütentürschloss"
PAGES = [
    "",
    "chat/",
    "chat/message/",
    "chat/message/?q=nowhere",
    "chat/message/{message}/change/",
    "chat/message/{message}/history/",
    "chat/room/",
    "chat/room/add/",
    "chat/room/{room}/change/",
    "chat/outbox/",
    "chat/outbox/{outbox}/change/",
    "chat/recipient/",
    "accounts/user/",
    "accounts/user/add/",
    "accounts/user/{person}/change/",
    "accounts/user/{person}/password/",
    "accounts/invitation/",
    "accounts/invitation/add/",
    "accounts/invitation/{invitation}/change/",
    "accounts/server/",
    "accounts/server/{server}/change/",
    "auth/group/",
    "auth/group/{group}/change/",
    "moderation/report/",
    "moderation/report/{report}/change/",
    "moderation/report/{report}/change/?hours=24",
    "moderation/auditentry/",
    "moderation/auditentry/{entry}/change/",
]


@pytest.fixture
def numbers(cast):
    """Of rows with the longest of words in them."""
    User.objects.filter(pk=cast.bob.pk).update(name=LONG, email=f"{LONG[:50].lower()}@example.org")
    Room.objects.filter(pk=cast.room.pk).update(name=LONG, topic=LONG)
    message = services.post_message(place(cast.bob, cast.room), LONG * 3, fresh_nonce())
    Recipient.objects.create(message=message, user=cast.bob)
    report = reporting.report_message(cast.alice, message, Category.SPAM, LONG * 3)
    reporting.add_note(cast.alice, report, LONG * 3)
    tomorrow = timezone.now() + timedelta(days=1)
    invitation = Invitation.objects.create(note=LONG, digest="x", expires_at=tomorrow, most_uses=1)
    return {
        "message": message.pk,
        "room": cast.room.pk,
        "outbox": message.outbox.get().pk,
        "person": cast.bob.pk,
        "invitation": invitation.pk,
        "server": Server.current().pk,
        "group": Group.objects.get(name="Moderator").pk,
        "report": report.pk,
        "entry": audit.record(cast.alice, Action.HIDE, message=message, reason=LONG * 3).pk,
    }


@pytest.fixture
def page(chromium, town, numbers):
    context = chromium.new_context(base_url=town.url, bypass_csp=True, viewport=PHONE)
    root = a_person("root", is_staff=True, is_superuser=True)
    context.add_cookies([{"name": "sessionid", "value": a_session(root), "url": town.url}])
    yield context.new_page()
    context.close()


def problems_of(page):
    """As it stands, in both schemes."""
    wider = page.evaluate(WIDER)
    found = [f"wider by {wider} px"] if wider > 0 else []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {line}" for line in violations(page) if line.startswith(OURS)]
    return found


@pytest.mark.parametrize("app", ["", "chat", "accounts", "auth", "moderation"])
def test_each_page_fits_a_phone_and_can_be_read(page, numbers, app):
    found = []
    for path in [path for path in PAGES if path.partition("/")[0] == app]:
        page.goto(f"/admin/{path.format(**numbers)}")
        found += [f"{path}: {problem}" for problem in problems_of(page)]
    assert not found, "\n".join(found)


def test_so_does_the_question_before_an_action(page):
    page.goto("/admin/moderation/report/")
    page.get_by_role("checkbox", name="Select this object").first.check()
    page.get_by_label("Action:").select_option("dismiss")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_role("heading", name="Dismiss 1 report?")).to_be_visible()
    assert problems_of(page) == []
    page.get_by_label("Why?").fill("nothing is wrong")
    page.get_by_role("button", name=re.compile("^Yes")).click()
    expect(page.get_by_text("1 report is closed.")).to_be_visible()


def test_a_page_that_is_too_wide_would_be_found(page):
    page.goto("/admin/")
    page.locator("#content h1").evaluate("one => { one.style.width = '400px'; one.style.color = '#eee' }")
    assert [problem.split(": ")[0] for problem in problems_of(page)][:2] == ["wider by 55 px", "light"]
