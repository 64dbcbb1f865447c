"""Who is suspended is out at once everywhere, learns until when with their password alone, and comes back."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from apps.accounts.tests.conftest import is_in, sign_in  # noqa: F401 (a fixture)
from apps.chat.tests.live.conftest import hall  # noqa: F401 (a fixture)
from apps.chat.tests.live.hall import dispatched
from apps.moderation import services, tasks
from apps.moderation.models import AuditEntry
from apps.moderation.problems import NoReason, Standing
from apps.moderation.tests.team import HOUR, a_moderator, again, passed
from tests.people import a_session

INACTIVE = "/messager/accounts/inactive/"


@pytest.fixture
def moderator(db):
    return a_moderator()


def test_every_session_ends_with_the_next_request(moderator, bob):
    browser = Client()
    browser.force_login(bob)
    assert browser.get("/messager/").status_code == 200
    services.suspend(moderator, bob, HOUR, "spam")
    assert browser.get("/messager/updates/").status_code == 401
    assert browser.get("/messager/").status_code == 302


def test_a_held_poll_ends_at_once_and_tells_nothing_that_is_said_after(
    hall,  # noqa: F811
    alice,
    bob,
    room,
    says,
    transactional_db,
):
    held = hall.polls(bob, room, session=a_session(bob)).waits()
    services.suspend(a_moderator(), bob, HOUR, "spam")
    says(alice, room, "not for him")
    dispatched()
    assert held.answer.status in {204, 401}
    assert "not for him" not in held.answer.text


def test_until_when_is_told_after_the_right_password_alone(moderator, bob, sign_in):  # noqa: F811
    services.suspend(moderator, bob, timedelta(days=7), "spam")
    told = sign_in("bob")
    assert told.status_code == 403
    assert "a moderator has suspended it" in told.content.decode()
    assert f"{again(bob).suspended_until:%Y-%m-%d %H:%M} UTC" in told.content.decode()
    assert not is_in(told)
    wrong = sign_in("bob", "wrong")
    assert "suspended" not in wrong.content.decode()


def test_for_good_there_is_no_date(moderator, bob, sign_in):  # noqa: F811
    services.suspend(moderator, bob, None, "spam")
    assert sign_in("bob")["Location"] == INACTIVE
    assert tasks.end_suspensions() is None
    assert not again(bob).is_active


def test_whose_time_has_come_is_let_in_by_the_clock(moderator, bob, charlie, sign_in):  # noqa: F811
    services.suspend(moderator, bob, HOUR, "spam")
    services.suspend(moderator, charlie, HOUR, "spam")
    assert services.end_suspensions() == 0
    passed(bob, "suspended_until")
    assert services.end_suspensions() == 1
    assert services.end_suspensions() == 0
    cache.clear()
    assert is_in(sign_in("bob"))
    assert not is_in(sign_in("charlie"))
    entry = AuditEntry.objects.order_by("-pk").first()
    assert (entry.action, entry.actor, entry.person) == ("let-in", None, bob)


def test_who_was_suspended_for_longer_meanwhile_stays_out(moderator, bob):
    services.suspend(moderator, bob, HOUR, "spam")
    passed(bob, "suspended_until")
    services.suspend(moderator, again(bob), None, "more spam")
    assert services.end_suspensions() == 0
    assert not again(bob).is_active


def test_a_moderator_lets_in_again_too(moderator, bob, sign_in):  # noqa: F811
    with pytest.raises(Standing):
        services.let_in(moderator, bob, "he is in")
    services.suspend(moderator, bob, None, "spam")
    services.let_in(moderator, again(bob), "a mistake")
    assert is_in(sign_in("bob"))
    assert again(bob).suspended_until is None


def test_old_sessions_stay_ended(moderator, bob):
    browser = Client()
    browser.force_login(bob)
    services.suspend(moderator, bob, HOUR, "spam")
    passed(bob, "suspended_until")
    services.end_suspensions()
    assert browser.get("/messager/").status_code == 302


def test_without_a_reason_nothing_is_done(moderator, bob):
    with pytest.raises(NoReason):
        services.suspend(moderator, bob, HOUR, "  ")
    assert again(bob).is_active
    assert not AuditEntry.objects.exists()
