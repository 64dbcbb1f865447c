"""Who is muted reads everything and says nothing, wherever they try and whatever they hold ready."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts import services as accounts
from apps.chat import room_services
from apps.chat import services as chat
from apps.chat.models import Kind, Message, Reaction, Room
from apps.chat.problems import Muted
from apps.chat.room_services import Settings
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import fresh_nonce, text_of
from apps.chat.tests.manager import ROOMS, Manager
from apps.moderation import services
from apps.moderation.models import AuditEntry
from apps.moderation.problems import Standing
from apps.moderation.tests.team import HOUR, a_moderator, again, passed


@pytest.fixture
def muted(bob, room):
    services.mute(a_moderator(), bob, HOUR, "too loud")
    return bob


def refused(answer, status=409):
    assert answer.status_code == status
    assert "A moderator has muted you until" in text_of(answer)
    assert "UTC" in text_of(answer)
    return True


def test_a_send_is_refused_with_a_sentence(muted, room, desk):
    assert refused(desk(muted, room).sends("hello"))
    assert not Message.objects.exists()


def test_without_a_script_the_text_stays_in_the_box(muted, room, desk):
    answer = desk(muted, room, script=False).sends("my long text")
    assert refused(answer)
    assert "my long text</textarea>" in text_of(answer)


def test_edits_reactions_and_typing_are_refused_and_deleting_is_not(alice, bob, room, says, desk):
    own, other = says(bob, room, "mine"), says(alice, room, "hers")
    services.mute(a_moderator(), bob, HOUR, "too loud")
    at = desk(bob, room)
    assert refused(at.edits(own, "another"))
    assert refused(at.post(f"{at.path}messages/{other.pk}/reactions/", emoji="👍"))
    assert refused(at.post(f"{at.path}typing/"))
    assert refused(at.post(f"{at.path}messages/{other.pk}/forward/", room=room.pk, nonce=fresh_nonce()))
    assert not Reaction.objects.exists()
    assert Message.objects.get(pk=own.pk).body == "mine"
    assert at.deletes(own).status_code == 200


def test_nothing_is_said_by_rooms_pins_topics_invitations_status_and_name(alice, bob, charlie, says):
    garden = room_services.create_room(bob, Kind.OPEN, Settings("Garden"))
    message = says(bob, garden)
    services.mute(a_moderator(), bob, HOUR, "too loud")
    he = Manager(bob, garden)
    assert refused(he.post(ROOMS, name="buy pills", kind="open"))
    assert refused(he.settles(topic="buy pills"))
    assert refused(he.invites(charlie))
    assert refused(he.post(f"{he.path}messages/{message.pk}/pin/", is_on=1))
    assert refused(he.post("/messager/status/", status="buy pills"), 422)
    assert refused(he.post("/messager/profile/", name="Buy Pills"), 422)
    bob.refresh_from_db()
    garden.refresh_from_db()
    assert (bob.name, bob.status_text, garden.topic) == ("", "", "")
    assert not Room.objects.filter(name="buy pills").exists()
    assert not garden.members.filter(pk=charlie.pk).exists()
    assert not Message.objects.pinned().exists()


def test_what_was_said_before_may_be_taken_away(bob):
    he = Manager(bob)
    he.post("/messager/status/", status="buy pills")
    services.mute(a_moderator(), bob, HOUR, "spam")
    assert he.post("/messager/status/", status="", clear="on").status_code == 302
    assert again(bob).status == ""


def test_everything_is_read(muted, alice, room, says, desk):
    says(alice, room, "hers")
    page = text_of(desk(muted, room).opens())
    assert "hers" in page
    assert "A moderator has muted you until" in page
    assert 'name="body"' in page


def test_no_conversation_is_opened_with_a_stranger(muted, charlie, desk):
    everyone = Room.objects.broadcast()
    assert refused(desk(muted, everyone).sends("psst", code=charlie.usercode))
    at = desk(muted)
    assert refused(at.post("/messager/directs/", person=charlie.pk, body="psst", nonce=fresh_nonce()))
    assert not Room.objects.filter(kind=Kind.DIRECT).exists()


def test_the_locked_row_decides_and_not_what_was_read_before(alice, bob, room):
    before = place(bob, room)
    services.mute(a_moderator(), bob, HOUR, "too loud")
    assert not before.user.is_muted
    with pytest.raises(Muted):
        chat.post_message(before, "in between", fresh_nonce())
    assert not Message.objects.exists()
    room.refresh_from_db()
    assert room.last_sequence == 0


def test_a_retry_of_what_was_sent_before_finds_it(bob, room):
    nonce = fresh_nonce()
    sent = chat.post_message(place(bob, room), "in time", nonce)
    services.mute(a_moderator(), bob, HOUR, "too loud")
    assert chat.post_message(place(bob, room), "in time", nonce) == sent


def test_it_ends_by_itself_or_by_a_moderator(muted, room, desk):
    passed(muted, "muted_until")
    assert desk(muted, room).sends("free").status_code == 200
    moderator = a_moderator("max")
    services.mute(moderator, again(muted), HOUR, "again")
    assert refused(desk(muted, room).sends("no"))
    services.unmute(moderator, again(muted), "sorry")
    assert desk(muted, room).sends("yes").status_code == 200
    with pytest.raises(Standing):
        services.unmute(moderator, again(muted), "twice")
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "reason")) == [
        ("mute", "too loud"),
        ("mute", "again"),
        ("unmute", "sorry"),
    ]


def test_a_send_costs_no_query_more(alice, bob, room):
    """The same for who was never muted and for whose mute has ended."""

    def queries(person):
        membership = place(person, room)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            chat.post_message(membership, "hello", fresh_nonce())
        return [query["sql"] for query in asked if "accounts_user" in query["sql"]]

    plain = queries(alice)
    accounts.mute(bob, bob.date_joined)
    assert len(queries(bob)) == len(plain) <= 1
