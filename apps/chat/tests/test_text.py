"""What a message may hold."""

import unicodedata

import pytest

from apps.chat.forms import LONGEST
from apps.chat.models import Message
from apps.chat.tests.desk import Desk, said, value_of


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def desk(request, alice, room) -> Desk:
    return Desk(alice, room, script=request.param)


def test_exactly_the_longest_is_sent(desk):
    desk.sends("é" * LONGEST)
    assert len(Message.objects.get().body) == LONGEST


def test_one_more_is_refused_and_counted(desk):
    text = "x" * (LONGEST + 1)
    refused = desk.sends(text)
    assert refused.status_code == 422
    assert "Too long by 1 character: 10,000 are the most" in said(refused)
    assert desk.script or value_of("body", refused) == text


def test_a_line_end_is_one_character(desk):
    """A browser sends two."""
    desk.sends("\r\n".join(["x"] * (LONGEST // 2)) + "y")
    assert len(Message.objects.get().body) == LONGEST


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t  \u00a0\u3000", "\u2028\u2029"])
def test_nothing_is_no_message(desk, text):
    refused = desk.sends(text)
    assert refused.status_code == 422
    assert said(refused) == "Write something first."
    assert not Message.objects.exists()


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\x07", "\x7f", "\x08", "\x85", "\x9b"])
def test_control_characters_are_refused_and_the_text_is_kept(desk, letter):
    refused = desk.sends(f"a{letter}b")
    assert refused.status_code == 422
    assert "control characters" in said(refused)
    assert desk.script or value_of("body", refused).endswith("b")
    assert not Message.objects.exists()


def test_tabs_and_line_ends_are_fine(desk):
    desk.sends("a\tb\r\nc\rd\ne")
    assert Message.objects.get().body == "a\tb\nc\nd\ne"


def test_spaces_at_the_beginning_of_a_line_stay(desk):
    desk.sends("\n\n    code\n      more\n\n  ")
    assert Message.objects.get().body == "    code\n      more"


def test_letters_are_composed(desk):
    desk.sends("e\u0301")
    assert Message.objects.get().body == unicodedata.normalize("NFC", "e\u0301") == "é"


@pytest.mark.parametrize("text", ["👩‍👩‍👧‍👦 family", "עברית ועוד", "क्षि", "\U0010ffff", "a\u202eb", "0"])
def test_every_script_and_sign_arrives_as_it_was(desk, text):
    desk.sends(text)
    assert Message.objects.get().body == text


def test_bytes_that_are_no_utf8_do_no_harm(alice, room):
    desk = Desk(alice, room)
    answer = desk.client.post(
        f"{desk.path}messages/",
        b"body=%FF%FE%C0%80&nonce=8a4b2b4e-3c55-4b8e-9a1a-6f7d3c1f0a11",
        content_type="application/x-www-form-urlencoded",
        **desk.headers,
    )
    assert answer.status_code in (200, 400, 422)


def test_without_a_text_field_it_is_said_in_place(alice, room):
    desk = Desk(alice, room)
    assert desk.post(f"{desk.path}messages/", nonce="8a4b2b4e-3c55-4b8e-9a1a-6f7d3c1f0a11").status_code == 422
    assert desk.post(f"{desk.path}messages/").status_code == 422


def test_what_is_larger_than_the_server_takes_is_said_in_place(alice, room, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000
    refused = Desk(alice, room).sends("x" * 30_000)
    assert refused.status_code == 400
    assert "too large" in said(refused)
    assert Desk(alice, room, script=False).sends("x" * 30_000).status_code == 400
