"""Held messages: nobody reads them before a moderator lets them go; to their sender they are never lost."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from apps.accounts import services as accounts
from apps.accounts.deletion import delete_account
from apps.chat import drafts, holding, membership_services
from apps.chat import services as chat
from apps.chat.models import Draft, HeldMessage, Kind, Message, Room
from apps.chat.problems import NotHeld
from apps.chat.tests.conftest import bodies, place
from apps.chat.tests.desk import Desk, bodies_in, fresh_nonce, said, text_of, value_of
from apps.moderation import held, reporting
from apps.moderation.models import Action, AuditEntry
from apps.moderation.tests.team import HOUR, a_moderator, again
from tests.canary import tables_with
from tests.people import a_person

WAITS = "Waits for a moderator"
QUEUE = "/admin/chat/heldmessage/"


@pytest.fixture(autouse=True)
def holding_filter(a_filter):
    return a_filter("casino", "hold")


@pytest.fixture
def moderator(db):
    return a_moderator()


@pytest.fixture
def at(alice, room):
    return Desk(alice, room)


def address(one):
    return reverse("admin:chat_heldmessage_change", args=[one.pk])


def decides(moderator, one, decision, reason=""):
    return Desk(moderator, script=False).post(address(one), decision=decision, reason=reason)


def error_in(answer):
    return text_of(answer).split('class="errornote"')[1].split("</p>")[0]


# --- the sender -------------------------------------------------------------------------------------------


def test_it_is_not_in_the_room_and_its_sender_sees_that_it_waits(at, bob, room):
    answer = at.sends("the casino opens")
    assert answer.status_code == 202
    assert 'hx-target="#held"' in text_of(answer)
    for shown in (answer, at.opens()):
        assert WAITS in text_of(shown)
        assert "the casino opens" in text_of(shown)
    room.refresh_from_db()
    assert (room.last_sequence, room.last_revision, Message.objects.count()) == (0, 0, 0)
    theirs = Desk(bob, room)
    assert "casino" not in text_of(theirs.opens()) + text_of(theirs.polls())


def test_without_a_script_the_room_opens_again_and_says_so(alice, room):
    at = Desk(alice, room, script=False)
    answer = at.sends("casino")
    assert (answer.status_code, answer["Location"]) == (303, f"{at.path}#end")
    page = at.opens()
    assert WAITS in text_of(page)
    assert value_of("body", page) == ""


def test_the_same_again_is_the_same_held_message(at, room):
    nonce = fresh_nonce()
    assert [at.sends("casino", nonce).status_code for _ in range(3)] == [202, 202, 202]
    assert HeldMessage.objects.count() == 1
    other = at.sends("another casino", nonce)
    assert other.status_code == 409
    assert "send it again" in said(other)


def test_the_draft_is_sent_with_it(at, alice, room):
    drafts.save_draft(place(alice, room), "casino")
    at.sends("casino")
    assert Draft.objects.get().body == ""


def test_it_can_be_withdrawn_by_its_sender_alone(at, bob, room):
    at.sends("casino")
    path = reverse("chat:held-dismissal", args=[HeldMessage.objects.get().pk])
    Desk(bob, room, script=False).post(path)
    assert HeldMessage.objects.count() == 1
    assert at.post(path).status_code in (200, 204)
    assert not HeldMessage.objects.exists()
    assert Desk(at.user, room, script=False).post(path).status_code == 303
    assert WAITS not in text_of(at.opens())


@pytest.mark.parametrize(("meanwhile", "stands"), [("", "casino"), ("something new", "something new")])
def test_withdrawn_its_text_is_back_in_the_box_unless_another_stands_there(
    meanwhile, stands, at, alice, room
):
    at.sends("casino")
    drafts.save_draft(place(alice, room), meanwhile)
    at.post(reverse("chat:held-dismissal", args=[HeldMessage.objects.get().pk]))
    assert value_of("body", at.opens()) == stands


def test_a_withdrawn_first_message_is_not_offered_to_everyone(alice, bob, everyone_room):
    at = Desk(alice, everyone_room)
    at.sends("casino", code=bob.usercode)
    at.post(reverse("chat:held-dismissal", args=[HeldMessage.objects.get().pk]))
    assert not HeldMessage.objects.exists()
    assert value_of("body", at.opens()) == ""


def test_so_many_wait_at_most(at, monkeypatch):
    monkeypatch.setattr(holding, "MOST_WAITING", 2)
    assert [at.sends("casino").status_code for _ in range(3)] == [202, 202, 429]


def test_in_an_archived_room_nothing_is_held(at, room):
    Room.objects.filter(pk=room.pk).update(archived_at=timezone.now())
    assert at.sends("casino").status_code == 409
    assert not HeldMessage.objects.exists()


# --- released ---------------------------------------------------------------------------------------------


def test_released_it_gets_its_place_its_numbers_and_its_time_now(at, alice, bob, room, moderator, says):
    nonce = fresh_nonce()
    at.sends("casino", nonce)
    says(bob, room, "meanwhile")
    drafts.save_draft(place(alice, room), "something new")
    began = timezone.now()
    assert decides(moderator, HeldMessage.objects.get(), "release")["Location"] == QUEUE
    message = Message.objects.get(sender=alice)
    assert (message.body, message.sequence, message.revision, str(message.nonce)) == ("casino", 2, 2, nonce)
    assert message.sent_at >= began
    assert bodies(room.messages.order_by("sequence")) == ["meanwhile", "casino"]
    assert not HeldMessage.objects.exists()
    assert Draft.objects.get(user=alice).body == "something new"
    entry = AuditEntry.objects.get(action=Action.RELEASE)
    assert (entry.actor, entry.person, entry.message) == (moderator, alice, message.pk)
    assert bodies_in(Desk(bob, room).polls()) == ["meanwhile", "casino"]


def test_its_senders_page_hears_of_it(at, moderator):
    at.sends("casino")
    before = at.inbox()
    decides(moderator, HeldMessage.objects.get(), "release")
    moved = text_of(at.polls(inbox=before))
    assert 'hx-target="#held"' in moved
    assert WAITS not in moved


def test_a_late_copy_of_what_was_released_is_no_new_message(at, room, moderator):
    nonce = fresh_nonce()
    at.sends("casino", nonce)
    decides(moderator, HeldMessage.objects.get(), "release")
    assert at.sends("casino", nonce).status_code == 200
    assert (Message.objects.count(), HeldMessage.objects.count()) == (1, 0)


def test_a_copy_that_went_through_once_the_filter_was_gone_is_no_second_message(
    at, room, moderator, holding_filter, a_filter
):
    nonce = fresh_nonce()
    at.sends("casino", nonce)
    holding_filter.delete()
    a_filter("unheard of")
    assert at.sends("casino", nonce).status_code == 200
    decides(moderator, HeldMessage.objects.get(), "release")
    assert (Message.objects.count(), HeldMessage.objects.count()) == (1, 0)


def test_it_keeps_what_it_replies_to(at, bob, room, moderator, says):
    original = says(bob, room, "where?")
    at.sends("in the casino", reply_to=original.pk)
    at.sends("the other casino", reply_to=original.pk)
    first, second = HeldMessage.objects.order_by("pk")
    decides(moderator, first, "release")
    chat.delete_message(original)
    decides(moderator, second, "release")
    replies = [message.reply_to for message in Message.objects.filter(sender=at.user).order_by("pk")]
    assert replies == [original, None]


def test_a_conversation_begins_when_its_first_message_is_released(alice, bob, everyone_room, moderator):
    at = Desk(alice, everyone_room)
    assert at.sends("casino", code=bob.usercode).status_code == 202
    assert not Room.objects.filter(kind=Kind.DIRECT).exists()
    assert WAITS in text_of(at.opens())
    decides(moderator, HeldMessage.objects.get(), "release")
    room = Room.objects.get(kind=Kind.DIRECT)
    assert bodies(room.messages.all()) == ["casino"]
    assert set(room.members.all()) == {alice, bob}


def test_among_several_people_too(alice, bob, charlie, everyone_room, moderator):
    at = Desk(alice, everyone_room, script=False)
    people = [bob.pk, charlie.pk]
    answer = at.post("/messager/directs/", person=people, body="casino", nonce=fresh_nonce())
    assert answer["Location"] == "/messager/#end"
    assert WAITS in text_of(at.get("/messager/"))
    decides(moderator, HeldMessage.objects.get(), "release")
    assert Room.objects.get(kind=Kind.DIRECT).memberships.count() == 3


def test_a_broadcast_goes_to_those_who_are_online_then(
    alice, bob, charlie, everyone_room, moderator, come_online
):
    come_online(bob)
    Desk(alice, everyone_room).sends("casino")
    come_online(charlie)
    decides(moderator, HeldMessage.objects.get(), "release")
    assert Message.objects.get().recipient_count == 2


def test_a_held_forward_is_one_when_it_is_sent(at, alice, bob, room, says, moderator):
    direct = chat.open_direct(alice, bob).room
    original = says(bob, room, "bread")
    path = reverse("chat:forward", args=[room.pk, original.pk])
    fields = {"body": "casino", "room": direct.pk, "nonce": fresh_nonce()}
    answer = Desk(alice, room, script=False).post(path, **fields)
    assert answer["Location"] == f"{direct.get_absolute_url()}#end"
    decides(moderator, HeldMessage.objects.get(), "release")
    assert direct.messages.get().forwarded_from == original


def leaves(person, room):
    membership_services.remove(place(person, room))


def is_muted(person, _):
    accounts.mute(person, timezone.now() + HOUR)


def is_suspended(person, _):
    accounts.deactivate(person, None)


def is_archived(_, room):
    Room.objects.filter(pk=room.pk).update(archived_at=timezone.now())


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (leaves, "is not there any more"),
        (is_muted, "its sender is muted"),
        (is_suspended, "its sender is suspended"),
        (is_archived, "has been archived"),
    ],
)
def test_where_it_cant_be_sent_any_more_it_waits_on(happens, why, at, alice, room, moderator):
    at.sends("casino")
    happens(alice, room)
    answer = decides(moderator, HeldMessage.objects.get(), "release", "fine with me")
    assert answer.status_code == 409
    assert why in error_in(answer)
    assert "fine with me</textarea>" in text_of(answer)
    assert HeldMessage.objects.waiting().count() == 1
    assert not Message.objects.exists()
    assert decides(moderator, HeldMessage.objects.get(), "reject", "no").status_code == 302


def test_what_somebody_else_has_decided_is_gone(at, moderator):
    at.sends("casino")
    one = HeldMessage.objects.select_related("sender").get()
    HeldMessage.objects.all().delete()
    assert decides(moderator, one, "release").status_code == 404
    for decide in (held.release, held.reject):
        with pytest.raises(NotHeld):
            decide(moderator, one, "because")


# --- rejected ---------------------------------------------------------------------------------------------


def test_rejected_its_sender_is_told_why_until_they_have_read_it(at, alice, room, moderator):
    at.sends("casino")
    one = HeldMessage.objects.get()
    assert decides(moderator, one, "reject").status_code == 422
    before = at.inbox()
    assert decides(moderator, one, "reject", "No gambling here.").status_code == 302
    for shown in (text_of(at.opens()), text_of(at.polls(inbox=before))):
        assert "has not published this" in shown
        assert "No gambling here." in shown
    assert AuditEntry.objects.get(action=Action.REJECT).reason == "No gambling here."
    assert not Message.objects.exists()
    Desk(alice, room, script=False).post(reverse("chat:held-dismissal", args=[one.pk]))
    assert "No gambling here." not in text_of(at.opens())


def test_what_its_sender_never_reads_goes_after_a_month(at, moderator):
    at.sends("the-canary casino")
    at.sends("casino")
    first, second = HeldMessage.objects.order_by("pk")
    decides(moderator, first, "reject", "no")
    assert holding.forget_rejected() == 0
    long_ago = timezone.now() - timedelta(days=31)
    HeldMessage.objects.filter(pk=first.pk).update(rejected_at=long_ago)
    HeldMessage.objects.update(at=long_ago)
    assert holding.forget_rejected() == 1
    assert HeldMessage.objects.get() == second
    assert tables_with("the-canary") == set()


def test_it_goes_with_its_senders_account(at, alice):
    at.sends("the-canary casino")
    delete_account(alice)
    assert tables_with("the-canary") == set()


# --- the queue --------------------------------------------------------------------------------------------


def test_moderators_are_told_once_and_see_how_many_wait(at, bob, room, moderator):
    theirs = Desk(moderator)
    before = theirs.inbox()
    assert "sidebar__held" not in text_of(theirs.get("/messager/"))
    at.sends("casino")
    Desk(bob, room).sends("casino")
    assert 'aria-label="2 waiting"' in text_of(theirs.polls(room="", inbox=before))
    assert held.tell_moderators() == 2
    at.sends("one more casino")
    assert held.tell_moderators() == 1
    assert held.tell_moderators() == 0
    (sent,) = mail.outbox
    assert sent.to == [moderator.email]
    assert "2 messages" in sent.body
    assert QUEUE in sent.body
    assert "casino" not in sent.subject + sent.body
    assert reporting.moderators().count() == 1


def test_the_queue_shows_them_with_what_was_found(at, moderator):
    at.sends("the casino opens")
    page = text_of(Desk(moderator, script=False).get(QUEUE))
    assert "the casino opens" in page
    assert "Kitchen" in page


def test_the_page_shows_what_was_said_before(at, bob, room, moderator, says):
    says(bob, room, "where do we meet?")
    at.sends("in the casino")
    page = text_of(Desk(moderator, script=False).get(address(HeldMessage.objects.get())))
    assert page.index("where do we meet?") < page.index("in the casino")
    assert not AuditEntry.objects.exists()


def test_a_private_one_is_read_on_its_own_page_alone_and_each_look_is_written_down(
    alice, bob, moderator, says
):
    direct = chat.open_direct(alice, bob).room
    says(bob, direct, "a secret of ours")
    Desk(alice, direct).sends("to the casino")
    one = HeldMessage.objects.get()
    theirs = Desk(moderator, script=False)
    assert "to the casino" not in text_of(theirs.get(QUEUE))
    assert not AuditEntry.objects.exists()
    for _ in range(2):
        page = text_of(theirs.get(address(one)))
        assert "to the casino" in page
        assert "a secret of ours" not in page
    looks = AuditEntry.objects.filter(action=Action.LOOK)
    assert [(look.actor, look.person, look.room) for look in looks] == 2 * [(moderator, alice, direct.pk)]


def test_several_are_decided_once_their_number_was_seen(at, bob, room, moderator):
    for sender in (at, Desk(bob, room), at):
        sender.sends("casino")
    theirs = Desk(moderator, script=False)
    chosen = list(HeldMessage.objects.values_list("pk", flat=True))
    fields = {"action": "release", "_selected_action": chosen}
    asked = theirs.post(QUEUE, **fields)
    assert "This sends 3 messages" in text_of(asked)
    assert not Message.objects.exists()
    moved = theirs.post(QUEUE, **fields, count=2)
    assert moved.status_code == 409
    assert theirs.post(QUEUE, **fields, count=3).status_code == 302
    assert [message.sender_id for message in room.messages.order_by("sequence")] == [
        at.user.pk,
        bob.pk,
        at.user.pk,
    ]


def test_several_are_rejected_with_one_reason(at, moderator):
    for _ in range(2):
        at.sends("casino")
    theirs = Desk(moderator, script=False)
    fields = {"action": "reject", "_selected_action": list(HeldMessage.objects.values_list("pk", flat=True))}
    assert "This rejects 2 messages" in text_of(theirs.post(QUEUE, **fields))
    without = theirs.post(QUEUE, **fields, count=2)
    assert (without.status_code, "Say why" in error_in(without)) == (422, True)
    theirs.post(QUEUE, **fields, count=2, reason="no gambling")
    assert HeldMessage.objects.filter(reason="no gambling").count() == 2


def test_who_may_not_decide(at, alice, room, moderator):
    at.sends("casino")
    one = HeldMessage.objects.get()
    helper = a_person("helga", is_staff=True)
    for person in (helper, alice):
        assert Desk(person, script=False).get(QUEUE).status_code in (302, 403)
        assert decides(person, one, "release").status_code in (302, 403)
    alice.is_staff = True
    alice.groups.set(moderator.groups.all())
    alice.save()
    assert decides(again(alice), one, "release").status_code == 404, "one's own"
    assert decides(moderator, one, "release").status_code == 403, "a moderator's, without being an Owner"
    assert decides(moderator, one, "nonsense").status_code == 422
    owner = a_moderator("olga", "Owner")
    assert decides(owner, one, "release").status_code == 302
