"""A reply shows what it replies to, as that stands now: an excerpt is never stored."""

import pytest
from django.core.cache import cache

from apps.chat import services
from apps.chat.models import Message
from apps.chat.rendering import fragments
from apps.chat.selectors import MOST_CHANGES
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import Desk, bodies_in, fresh_nonce, said, text_of, value_of


@pytest.fixture
def original(alice, room, says):
    return says(alice, room, "shall we\nmeet at <noon>?")


@pytest.fixture
def answers(bob, room, original):
    """Bob's replies to it, past all limits."""

    def answers(text="yes"):
        return services.post_message(place(bob, room), text, fresh_nonce(), reply_to=original)

    return answers


def test_readers_see_what_it_replies_to(alice, bob, room, original):
    Desk(bob, room).sends("yes", reply_to=original.pk)
    reply = Message.objects.get(body="yes")
    assert reply.reply_to == original
    for seen in (Desk(alice, room).polls(1), Desk(alice, room).opens()):
        assert f'data-jump="{original.pk}"' in text_of(seen)
        assert "shall we meet at &lt;noon&gt;?" in text_of(seen)


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (lambda message: services.edit_message(message, "at one?"), "at one?"),
        (services.delete_message, "Message removed"),
        (services.hide_message, "Message removed"),
    ],
)
def test_a_change_of_the_original_comes_with_the_same_poll(change, shown, alice, room, original, answers):
    reply = answers()
    Desk(alice, room).opens()  # its fragments are in the cache now
    change(original)
    for seen in (Desk(alice, room).polls(2), Desk(alice, room).opens()):
        assert "meet at" not in text_of(seen).split(f'id="m-{reply.pk}"')[1]
        assert shown in text_of(seen).split(f'id="m-{reply.pk}"')[1]
    assert "yes" in bodies_in(Desk(alice, room).polls(2))


@pytest.mark.django_db(transaction=True)
def test_a_deleted_text_is_in_no_cache(alice, room, original, answers):
    reply = answers()
    Desk(alice, room).opens()
    kept = f"message:{reply.pk}:en"
    services.delete_message(original)
    slots = [key for key in cache.keys("*") if kept in key]
    assert not any("meet at" in str(cache.get(slot)) for slot in slots)


def test_more_replies_than_a_page_catches_up_with_reload_its_log(alice, room, original, answers, monkeypatch):
    monkeypatch.setattr("apps.chat.revising.MOST_CHANGES", 3)
    for number in range(5):
        answers(f"reply {number}")
    room.refresh_from_db()
    before = room.last_revision
    services.delete_message(original)
    room.refresh_from_db()
    assert room.last_revision == before + 1 + 4
    assert "meet at" not in text_of(Desk(alice, room).opens())
    assert MOST_CHANGES == 200


def test_restoring_brings_the_quote_back(alice, room, original, answers):
    answers()
    services.hide_message(original)
    services.restore_message(original)
    assert text_of(Desk(alice, room).opens()).count("meet at") == 2


def test_a_reply_to_what_is_gone_is_refused_and_the_text_stays(bob, room, original):
    services.delete_message(original)
    refused = Desk(bob, room).sends("yes", reply_to=original.pk)
    assert refused.status_code == 409
    assert "removed" in said(refused)
    plain = Desk(bob, room, script=False).sends("yes", reply_to=original.pk)
    assert value_of("body", plain) == "yes"
    assert not Message.objects.filter(body="yes").exists()


def test_a_retry_of_what_was_sent_before_the_original_went_is_the_same_message(bob, room, original):
    nonce = fresh_nonce()
    Desk(bob, room).sends("yes", nonce, reply_to=original.pk)
    services.delete_message(original)
    assert Desk(bob, room).sends("yes", nonce, reply_to=original.pk).status_code == 200
    assert Message.objects.filter(body="yes").count() == 1


def test_nobody_replies_to_what_stands_elsewhere(alice, bob, room, direct, says):
    secret = says(alice, direct, "between us")
    refused = Desk(bob, room).sends("yes", reply_to=secret.pk)
    assert refused.status_code == 409
    assert "between us" not in text_of(Desk(bob, room).opens(reply=secret.pk))


def test_nobody_replies_among_broadcasts(alice, bob, everyone, says, come_online):
    come_online(alice, bob)
    message = says(alice, everyone, "to all")
    assert Desk(bob, everyone).sends("yes", reply_to=message.pk).status_code == 409


def test_without_a_script_a_link_chooses_what_to_reply_to(bob, room, original):
    page = Desk(bob, room, script=False).opens(reply=original.pk)
    assert value_of("reply_to", page) == str(original.pk)
    assert "shall we meet at &lt;noon&gt;?" in text_of(page)


def test_quotes_cost_no_query_each(alice, room, original, answers, django_assert_num_queries):
    for _ in range(3):
        answers()
    messages = list(room.messages.select_related("sender", "room"))
    with django_assert_num_queries(1):
        fragments(messages)
