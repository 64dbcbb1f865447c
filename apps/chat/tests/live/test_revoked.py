"""Who may not read any more gets nothing from a poll that is held already."""

import pytest
from django.test import Client

from apps.accounts import services as accounts
from apps.accounts.models import User
from apps.chat import notifications
from apps.chat.live.examine import Memberships
from apps.chat.live.reader import Reader
from apps.chat.tests.conftest import place
from apps.chat.tests.live.hall import dispatched
from tests.people import a_session


def suspended(person, room, session):
    accounts.deactivate(User.objects.get(pk=person.pk))


def removed(person, room, session):
    place(person, room).delete()


def signed_out(person, room, session):
    browser = Client()
    browser.cookies["sessionid"] = session
    assert browser.post("/messager/accounts/logout/").status_code == 302


def signed_out_everywhere(person, room, session):
    accounts.end_sessions(User.objects.get(pk=person.pk))


def with_another_password(person, room, session):
    changed = User.objects.get(pk=person.pk)
    changed.set_password("another horse battery")
    changed.save()


REVOKED = pytest.mark.parametrize(
    "revoke", [suspended, removed, signed_out, signed_out_everywhere, with_another_password]
)


@pytest.fixture
def session(bob):
    return a_session(bob)


@REVOKED
def test_the_poll_ends_at_once(hall, bob, room, session, revoke):
    held = hall.polls(bob, room, session=session).waits()
    revoke(bob, room, session)
    after = 404 if revoke is removed else 401
    assert held.answer.status in {204, after}
    assert not held.answer.text or held.answer.text.startswith('<p class="problem"')
    assert hall.polls(bob, room, session=session).answer.status == after


@REVOKED
def test_without_that_hint_it_ends_with_the_next_message_and_without_it(
    hall, alice, bob, room, session, says, monkeypatch, revoke
):
    held = hall.polls(bob, room, session=session).waits()
    monkeypatch.setattr(notifications, "call", lambda people: None)
    revoke(bob, room, session)
    assert not held.is_answered
    says(alice, room, "not for him")
    dispatched()
    assert held.answer.status in {204, 404}
    assert "not for him" not in held.answer.text


@REVOKED
@pytest.mark.parametrize("moment", [(Reader, "read"), (Memberships, "learn")])
@pytest.mark.parametrize("is_before", [True, False])
def test_it_is_revoked_while_the_poll_is_being_examined(
    hall, alice, bob, room, session, says, monkeypatch, revoke, moment, is_before
):
    """The message is sent after he had to go, in the middle of a look that another one had caused."""
    held = hall.polls(bob, room, session=session).waits()
    owner, name = moment
    step, done = getattr(owner, name), []

    def interrupted(*args):
        if not is_before:
            step(*args)
        if not done:
            done.append(True)
            revoke(bob, room, session)
            says(alice, room, "not for him")
        if is_before:
            step(*args)

    monkeypatch.setattr(owner, name, interrupted)
    notifications.call([bob.pk])
    dispatched()
    assert "not for him" not in held.answer.text


def test_one_that_waited_asks_again_with_the_cookie_of_today(hall, bob, room, session):
    """A password changed by its owner exchanges the session: that is no reason to say "signed out"."""
    held = hall.polls(bob, room, session=session).waits()
    with_another_password(bob, room, session)
    assert (held.answer.status, held.answer.headers["messager-poll"]) == (204, "0")
    hall.polls(User.objects.get(pk=bob.pk), room).waits()


def test_a_stranger_and_a_room_that_is_not_there_are_the_same(hall, charlie, room):
    answers = [hall.polls(charlie, room).answer, hall.asks({"room": 10**9}, a_session(charlie)).answer]
    assert [answer.status for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text


def test_another_account_in_this_browser_is_told_so(hall, alice, bob, room):
    held = hall.asks({"room": room.pk}, session=a_session(bob), owner=str(alice.pk))
    assert held.answer.status == 409
    assert "problem" in held.answer.text


def test_a_cookie_of_another_program_hides_none_of_ours(hall, bob, room, session):
    cookies = f'theirs={{"a": [1, 2]}}; sessionid={session}; {"x" * 50}'
    held = hall.asks({"room": room.pk, "cursor": 99}, owner=str(bob.pk), cookies=cookies)
    assert held.answer.status == 200
