"""A database that is busy: 503 with when to try again, the text kept; nothing half done."""

import sqlite3

import pytest
from django.db import OperationalError, connection

from apps.chat import revising, services
from apps.chat.models import Message, Room
from apps.chat.tests.desk import Desk, fresh_nonce, said, text_of


@pytest.fixture
def locked_out(monkeypatch):
    """The room's counter cannot be had in time."""

    def refuse(*args):
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(services, "write", refuse)
    monkeypatch.setattr(type(Room.objects), "take_revision", refuse)
    return monkeypatch


@pytest.mark.parametrize("script", [True, False])
def test_a_send_is_put_off_with_the_text_kept(script, alice, room, locked_out):
    answer = Desk(alice, room, script=script).sends("keep me")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "try again" in said(answer)
    assert script or "keep me" in text_of(answer)
    assert not Message.objects.exists()


def test_the_retry_with_the_same_nonce_is_the_one_message(alice, room, locked_out):
    desk, nonce = Desk(alice, room), fresh_nonce()
    assert desk.sends("hello", nonce).status_code == 503
    locked_out.undo()
    assert desk.sends("hello", nonce).status_code == 200
    room.refresh_from_db()
    assert (room.last_sequence, Message.objects.count()) == (1, 1)


def test_an_edit_and_a_deletion_are_put_off_too(alice, room, says, locked_out):
    locked_out.undo()
    message = says(alice, room, "before")
    locked_out.setattr(revising, "begin", lambda *args, **kwargs: _raise())
    for answer in (Desk(alice, room).edits(message, "after"), Desk(alice, room).deletes(message)):
        assert answer.status_code == 503
        assert "<html" not in text_of(answer)


def _raise():
    raise OperationalError("database is locked")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite has one writer")
def test_another_writer_that_does_not_let_go_is_waited_for_only_so_long(alice, room):
    desk = Desk(alice, room)
    desk.sends("warm")
    connection.cursor().execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        refused = desk.sends("keep me")
        reading = desk.get(f"{desk.path}messages/", before=5)
        other.execute("ROLLBACK")
    finally:
        other.close()
        connection.close()
    assert (refused.status_code, reading.status_code) == (503, 200)
    assert desk.sends("keep me").status_code == 200
    assert list(room.messages.order_by("sequence").values_list("sequence", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL locks rows")
def test_a_room_that_somebody_has_locked_is_waited_for_only_so_long(alice, room, direct):
    second = connection.copy()
    connection.cursor().execute("SET lock_timeout = 50")
    try:
        with second.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM chat_room WHERE id = %s FOR UPDATE", [room.pk])
        assert Desk(alice, room).sends("keep me").status_code == 503
        assert Desk(alice, direct).sends("elsewhere").status_code == 200
    finally:
        second.close()
        connection.close()
    assert Desk(alice, room).sends("keep me").status_code == 200
