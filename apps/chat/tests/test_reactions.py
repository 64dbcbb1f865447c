"""Emoji on a message: a change that every reader gets, with who gave it."""

import re

import pytest

from apps.chat import services
from apps.chat.details import details_of
from apps.chat.emoji import QUICK, is_emoji
from apps.chat.limits import Limit
from apps.chat.models import Outbox, Reaction
from apps.chat.reactions import MOST_DIFFERENT, react
from apps.chat.room_services import archive
from apps.chat.tests.desk import Desk, bodies_in, said, text_of, unread_in


@pytest.fixture
def message(alice, room, says):
    return says(alice, room, "hello")


def reacts(person, room, message, emoji="👍", **more):
    desk = Desk(person, room, script=more.pop("script", True))
    return desk.post(f"{desk.path}messages/{message.pk}/reactions/", emoji=emoji, **more)


def chips_in(response):
    """Each emoji of an answer with the ids of who gave it."""
    found = re.findall(r'data-emoji="([^"]+)"\s+data-by="([^"]*)"', text_of(response))
    return {emoji: [int(one) for one in by.split()] for emoji, by in found}


def test_every_reader_gets_it_with_who_gave_it(alice, bob, room, message):
    assert chips_in(reacts(bob, room, message)) == {"👍": [bob.pk]}
    assert chips_in(Desk(alice, room).polls(1)) == {"👍": [bob.pk]}
    reacts(alice, room, message)
    page = Desk(bob, room).opens()
    assert chips_in(page) == {"👍": [bob.pk, alice.pk]}
    assert "bob and alice" in text_of(page)


def test_again_takes_it_back(bob, room, message):
    reacts(bob, room, message)
    assert chips_in(reacts(bob, room, message)) == {}
    message.refresh_from_db()
    assert message.reaction_count == 0


@pytest.mark.parametrize("is_on", [0, 1])
def test_who_says_which_way_may_say_it_twice(is_on, bob, room, message):
    """A retry after a lost answer does not turn it over."""
    for _ in range(2):
        reacts(bob, room, message, is_on=is_on)
    assert Reaction.objects.count() == is_on


def test_it_takes_a_revision_and_owes_work_and_is_not_unread(alice, bob, room, message):
    Desk(bob, room).reads(1)
    reacts(alice, room, message)
    room.refresh_from_db()
    assert (room.last_sequence, room.last_revision) == (1, 2)
    assert list(Outbox.objects.order_by("pk").values_list("revision", flat=True)) == [1, 2]
    assert unread_in(text_of(Desk(bob, room).opens())) == {}


@pytest.mark.parametrize("emoji", ["", "ok", "👍👎", "<b>", "x👍", "\u200d", "👍" * 40, "1"])
def test_what_is_not_one_emoji_is_refused_with_a_sentence(emoji, bob, room, message):
    answer = reacts(bob, room, message, emoji)
    assert answer.status_code == 422
    assert "one emoji" in said(answer)
    assert not Reaction.objects.exists()


@pytest.mark.parametrize("emoji", [*QUICK, "👩🏽\u200d🚀", "🇸🇪", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☃", "🏳️\u200d🌈"])
def test_sequences_that_show_as_one_are_one(emoji):
    assert is_emoji(emoji)


def test_there_is_an_end_to_different_ones_but_not_to_joining(alice, bob, room, message):
    for number in range(MOST_DIFFERENT):
        react(message, alice, chr(0x1F600 + number))
    assert "enough different" in said(reacts(bob, room, message, "🎉"))
    assert reacts(bob, room, message, chr(0x1F600)).status_code == 200


def test_deleting_the_message_takes_them_away(alice, bob, room, message):
    reacts(bob, room, message)
    services.delete_message(message)
    assert not Reaction.objects.exists()
    assert chips_in(Desk(bob, room).opens()) == {}
    assert "removed" in said(reacts(bob, room, message))


def test_a_stranger_may_not(charlie, room, message):
    for script in (True, False):
        assert reacts(charlie, room, message, script=script).status_code == 404
    assert not Reaction.objects.exists()


def test_nor_who_was_not_sent_the_broadcast(alice, bob, charlie, everyone, says, come_online):
    come_online(alice, bob)
    message = says(alice, everyone, "to bob")
    assert reacts(bob, everyone, message).status_code == 200
    assert reacts(charlie, everyone, message).status_code == 404
    assert bodies_in(Desk(charlie, everyone).polls(0)) == []


def test_without_a_script_the_messages_page_has_it(bob, room, message):
    answer = reacts(bob, room, message, script=False)
    assert answer["Location"] == f"{message.get_absolute_url()}#m-{message.pk}"
    page = text_of(Desk(bob, room, script=False).get(f"/messager/rooms/{room.pk}/messages/{message.pk}/"))
    assert "👍 1" in page
    assert "enough" not in page


def test_names_are_cut_short_and_escaped(alice, bob, room, message):
    bob.name = "<b>Bob</b>"
    bob.save()
    reacts(bob, room, message)
    assert "<b>Bob</b>" not in text_of(Desk(alice, room).opens())


def test_a_page_of_reactions_is_one_query_more(alice, bob, room, says, django_assert_num_queries):
    messages = [says(alice, room) for _ in range(3)]
    for message in messages:
        react(message, bob, "🎉")
    fresh = list(room.messages.select_related("sender"))
    with django_assert_num_queries(1):
        assert [len(details.reactions) for details in details_of(fresh)] == [1, 1, 1]


def test_too_many_at_once_are_held_back(bob, room, message, settings, monkeypatch):
    settings.RATE_LIMITS = True
    monkeypatch.setattr("apps.chat.views.changes.CHANGES", Limit("changes", 2, 60))
    answers = [reacts(bob, room, message) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_in_an_archived_room_nothing_changes_any_more(alice, bob, room, message):
    archive(room)
    assert reacts(bob, room, message).status_code == 409
    assert not Reaction.objects.exists()
