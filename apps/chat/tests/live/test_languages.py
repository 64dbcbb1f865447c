"""A held poll answers in the language of its page: one's own, else the browser's."""

import pytest
from django.conf import settings

from apps.accounts import services as accounts
from apps.chat import services
from apps.chat.tests.live.hall import inbox_of
from tests.people import a_session


@pytest.fixture
def told(hall, alice, bob, room, says):
    """What polls from Bob's browsers are told of a message that is deleted meanwhile: told("en", "pt-br")."""

    def tell(*languages):
        message = says(alice, room)
        room.refresh_from_db()
        polls = [_poll(hall, bob, room, language) for language in languages]
        services.delete_message(message)
        services.dispatch()
        return [poll.answer.text for poll in polls]

    return tell


def _poll(hall, person, room, language):
    session = f"{settings.SESSION_COOKIE_NAME}={a_session(person)}"
    cookies = f"{session}; {settings.LANGUAGE_COOKIE_NAME}={language}"
    page = {"room": room.pk, "cursor": room.last_revision, "inbox": inbox_of(person)}
    return hall.asks(page, cookies=cookies).waits()


def test_each_browser_is_told_in_its_language(told):
    portuguese, english = told("pt-br", "en")
    assert "Mensagem apagada" in portuguese
    assert "Message deleted" in english


def test_ones_own_choice_comes_before_the_browsers(told, bob):
    accounts.set_language(bob, "pt-br")
    assert "Mensagem apagada" in told("en")[0]


def test_a_refusal_is_a_sentence_in_the_browsers_language(hall, room):
    answer = hall.asks({"room": room.pk}, cookies=f"{settings.LANGUAGE_COOKIE_NAME}=pt-br").answer
    assert answer.status == 401
    assert "Entre de novo" in answer.text
