"""A held message is released while its page sends it again: it is one message, and nothing waits on."""

import threading
from contextlib import suppress

import pytest
from django.db import connection

from apps.chat.models import HeldMessage, Message
from apps.chat.problems import NotHeld
from apps.chat.tests.desk import Desk, fresh_nonce
from apps.moderation import held
from apps.moderation.tests.team import a_moderator
from tests.threads import Threads

ROUNDS = 8
COPIES = 3


@pytest.fixture
def holding_filter(transactional_db, a_filter):
    return a_filter("casino", "hold")


def test_copies_of_a_send_and_a_release_make_one_message(holding_filter, room, alice, settings):
    settings.RATE_LIMITS = False
    moderator = a_moderator()
    for n in range(ROUNDS):
        nonce = fresh_nonce()
        Desk(alice, room).sends("casino", nonce)
        waiting = HeldMessage.objects.select_related("sender").get()
        _at_once(
            [_releasing(moderator, waiting)] * 2 + [_sending(Desk(alice, room), nonce)] * COPIES,
        )
        assert Message.objects.filter(nonce=nonce).count() == 1
        assert not HeldMessage.objects.exists()
        room.refresh_from_db()
        assert room.last_sequence == n + 1


def _sending(at, nonce):
    def send():
        assert at.sends("casino", nonce).status_code in (200, 202)

    return send


def _releasing(moderator, waiting):
    def release():
        with suppress(NotHeld):  # the other one was first
            held.release(moderator, waiting)

    return release


def _at_once(works):
    threads, start = Threads(), threading.Barrier(len(works))

    def run(work):
        start.wait()
        try:
            work()
        finally:
            connection.close()

    for work in works:
        threads.start(run, work)
    threads.join()
