"""Passed on as a link: its text is shown to those alone who may read both."""

import pytest

from apps.chat import services
from apps.chat.models import Membership, Message
from apps.chat.tests.desk import Desk, fresh_nonce, text_of


@pytest.fixture
def secret(alice, direct, says):
    """Said between Alice and Bob."""
    return says(alice, direct, "the <secret>")


@pytest.fixture
def with_charlie(charlie, room):
    """Charlie reads in the room, too."""
    services.join(charlie, room)
    return room


def forwards(person, message, target, body="look", **more):
    desk = Desk(person, message.room, script=False)
    fields = {"room": target.pk, "body": body, "nonce": fresh_nonce(), **more}
    return desk.post(f"{desk.path}messages/{message.pk}/forward/", **fields)


def quote_for(person, forward):
    desk = Desk(person, forward.room)
    return desk.get(f"{desk.path}messages/{forward.pk}/forwarded/")


def test_who_may_read_both_sees_it_the_others_do_not(bob, charlie, with_charlie, secret):
    sent = forwards(bob, secret, with_charlie)
    assert sent["Location"] == f"{with_charlie.get_absolute_url()}#end"
    forward = Message.objects.get(body="look")
    assert forward.forwarded_from == secret
    assert "the &lt;secret&gt;" in text_of(quote_for(bob, forward))
    assert secret.get_absolute_url() in text_of(quote_for(bob, forward))
    told = quote_for(charlie, forward)
    assert told.status_code == 200
    assert "read the original" in text_of(told)
    for word in ("secret", "alice", secret.get_absolute_url()):
        assert word not in text_of(told)


def test_the_fragment_that_all_share_says_nothing_of_it(bob, charlie, with_charlie, secret):
    forwards(bob, secret, with_charlie)
    page = text_of(Desk(charlie, with_charlie).opens()).split('role="log"')[1]
    assert "Forwarded message" in page
    assert "secret" not in page


def test_words_are_optional(bob, room, secret):
    forwards(bob, secret, room, body="")
    assert Message.objects.get(room=room).body == ""


def test_the_same_form_twice_is_one_message(bob, room, secret):
    nonce = fresh_nonce()
    for _ in range(2):
        assert forwards(bob, secret, room, nonce=nonce).status_code == 303
    assert Message.objects.filter(room=room).count() == 1


@pytest.mark.parametrize("gone", [services.delete_message, services.hide_message])
def test_a_text_that_is_gone_is_gone_there_too(gone, bob, room, secret):
    forwards(bob, secret, room)
    forward = Message.objects.get(room=room)
    gone(secret)
    room.refresh_from_db()
    assert room.last_revision == 2  # its pages ask again
    assert forward.outbox.filter(revision=2).exists()
    assert "secret" not in text_of(quote_for(bob, forward))
    assert "Message removed" in text_of(quote_for(bob, forward))


def test_nothing_is_forwarded_from_or_to_where_one_is_not(alice, bob, charlie, direct, secret, with_charlie):
    assert forwards(charlie, secret, with_charlie).status_code == 404
    own = services.open_direct(alice, charlie).room
    assert forwards(bob, secret, own).status_code == 404
    assert Message.objects.count() == 1


def test_a_broadcast_is_read_by_those_alone_whom_it_was_sent_to(
    alice, bob, charlie, everyone, with_charlie, says, come_online
):
    come_online(alice, bob)
    message = says(alice, everyone, "for bob's eyes")
    forwards(bob, message, with_charlie)
    forward = Message.objects.get(room=with_charlie)
    assert "eyes" in text_of(quote_for(bob, forward))
    assert "eyes" not in text_of(quote_for(charlie, forward))
    assert forwards(charlie, message, with_charlie).status_code == 404


def test_what_is_no_choice_is_refused_with_the_text_kept(bob, secret):
    desk = Desk(bob, secret.room, script=False)
    refused = desk.post(f"{desk.path}messages/{secret.pk}/forward/", body="my words", nonce=fresh_nonce())
    assert refused.status_code == 422
    assert "my words" in text_of(refused)
    assert "Choose a conversation" in text_of(refused)


def test_conversations_are_found_by_their_names(bob, room, direct, secret):
    desk = Desk(bob, direct)
    page = text_of(desk.get(f"{desk.path}messages/{secret.pk}/forward/", q="kitch"))
    assert f'value="{room.pk}"' in page
    assert f'name="room" value="{direct.pk}"' not in page


def test_who_left_the_source_reads_it_no_more(bob, room, direct, secret):
    forwards(bob, secret, room)
    forward = Message.objects.get(room=room)
    Membership.objects.filter(room=direct, user=bob).delete()
    assert "secret" not in text_of(quote_for(bob, forward))
