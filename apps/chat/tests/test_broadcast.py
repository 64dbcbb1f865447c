"""The room of everyone: who gets a broadcast, who sees it, and what the others do not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.chat.models import Message, Recipient
from apps.chat.tests.desk import Desk, answer_in, bodies_in, said, sequences_in, text_of, value_of
from tests.people import a_person


def addressees(message: Message) -> set[str]:
    return set(message.recipients.values_list("user__username", flat=True))


def test_it_goes_to_those_who_are_online_and_to_nobody_else(alice, bob, charlie, everyone, come_online):
    come_online(alice, bob)
    Desk(alice, everyone).sends("to all")
    message = everyone.messages.get()
    assert addressees(message) == {"bob"}
    assert message.recipient_count == 1


def test_who_was_offline_never_gets_a_byte_of_it_though_both_hold_the_same_cursor(
    alice, bob, charlie, everyone, come_online
):
    come_online(alice, bob)
    Desk(alice, everyone).sends("for bob alone")
    seen = Desk(bob, everyone).polls(0)
    unseen = Desk(charlie, everyone).polls(0)
    assert bodies_in(seen) == ["for bob alone"]
    assert "for bob alone" not in text_of(unseen)
    assert sequences_in(unseen) == []
    assert answer_in(seen).cursor == answer_in(unseen).cursor == 1
    for page in (Desk(charlie, everyone).opens(), Desk(charlie, everyone).get("/messager/")):
        assert "for bob alone" not in text_of(page)
        assert "m-" + str(everyone.messages.get().pk) not in text_of(page)
    message = everyone.messages.get()
    older = Desk(charlie, everyone).get(f"/messager/rooms/{everyone.pk}/messages/", before=2)
    assert sequences_in(older) == []
    for path in ("", "recipients/"):
        url = f"/messager/rooms/{everyone.pk}/messages/{message.pk}/{path}"
        assert Desk(charlie, everyone).get(url).status_code == 404


def test_an_edit_reaches_the_same_people_and_nobody_else(alice, bob, charlie, everyone, come_online):
    come_online(alice, bob)
    Desk(alice, everyone).sends("first")
    come_online(charlie)
    Desk(alice, everyone).edits(everyone.messages.get(), "second")
    assert bodies_in(Desk(bob, everyone).polls(1)) == ["second"]
    unseen = Desk(charlie, everyone).polls(1)
    assert (sequences_in(unseen), answer_in(unseen).cursor) == ([], 2)


def test_who_comes_online_later_sees_only_what_is_sent_from_then_on(
    alice, bob, charlie, everyone, come_online, says
):
    come_online(alice, bob)
    says(alice, everyone, "early")
    come_online(charlie)
    says(alice, everyone, "late")
    assert bodies_in(Desk(charlie, everyone).opens()) == ["late"]
    assert bodies_in(Desk(charlie, everyone).polls(0)) == ["late"]
    assert bodies_in(Desk(bob, everyone).opens()) == ["early", "late"]


def test_the_sender_sees_their_own(alice, bob, everyone, come_online, says):
    come_online(bob)
    says(alice, everyone, "mine")
    assert bodies_in(Desk(alice, everyone).opens()) == ["mine"]


def test_a_newcomer_sees_nothing_of_what_was_sent_before(alice, bob, everyone, come_online, says):
    come_online(bob)
    says(alice, everyone, "before dora")
    assert bodies_in(Desk(a_person("dora"), everyone).opens()) == []


@pytest.mark.parametrize("script", [True, False])
def test_with_nobody_online_it_says_so_and_keeps_the_text(script, alice, bob, everyone):
    refused = Desk(alice, everyone, script=script).sends("anybody there?")
    assert refused.status_code == 422
    assert "Nobody else is online" in said(refused)
    assert script or value_of("body", refused) == "anybody there?"
    assert not Message.objects.exists()


def test_who_appears_offline_gets_none(alice, bob, charlie, everyone, come_online):
    come_online(bob, charlie)
    User.objects.filter(pk=charlie.pk).update(appear_offline=True)
    Desk(alice, everyone).sends("to all")
    assert addressees(everyone.messages.get()) == {"bob"}


def test_who_is_deactivated_gets_none(alice, bob, charlie, everyone, come_online):
    come_online(bob, charlie)
    User.objects.filter(pk=charlie.pk).update(is_active=False)
    Desk(alice, everyone).sends("to all")
    assert addressees(everyone.messages.get()) == {"bob"}


def test_without_redis_it_goes_to_those_whom_the_database_saw_lately(
    alice, bob, charlie, everyone, redis_away
):
    now = timezone.now()
    User.objects.filter(pk=bob.pk).update(last_seen=now)
    User.objects.filter(pk=charlie.pk).update(last_seen=now - timedelta(hours=1))
    sent = Desk(alice, everyone).sends("to all")
    assert sent.status_code == 200
    assert addressees(everyone.messages.get()) == {"bob"}
    assert bodies_in(Desk(bob, everyone).polls(0)) == ["to all"]


def test_its_sender_alone_may_know_to_whom_it_went(alice, bob, everyone, come_online):
    come_online(bob)
    Desk(alice, everyone).sends("to all")
    message = everyone.messages.get()
    path = f"/messager/rooms/{everyone.pk}/messages/{message.pk}/recipients/"
    for script in (True, False):
        told = Desk(alice, everyone, script=script).get(path)
        assert told.status_code == 200
        assert bob.usercode in text_of(told)
        assert ("<html" in text_of(told)) is not script
    assert Desk(bob, everyone).get(path).status_code == 404


def test_the_fragment_says_to_how_many_it_went(alice, bob, charlie, everyone, come_online):
    come_online(bob, charlie)
    assert "To 2 people" in text_of(Desk(alice, everyone).sends("to all"))


def test_the_page_says_to_how_many_it_would_go(alice, bob, charlie, everyone, come_online):
    come_online(bob, charlie)
    page = text_of(Desk(alice, everyone).opens())
    assert 'data-others-online="2"' in page
    assert "Send to all 2 online" in page


def test_pages_of_history_hold_only_ones_own_share_without_a_gap(
    alice, bob, charlie, everyone, come_online, says
):
    """Charlie is online at every third broadcast and sends some himself."""
    come_online(bob)
    mine = []
    for n in range(180):
        if n % 30 == 7:
            says(charlie, everyone, f"{n} own")
            mine.append(f"{n} own")
            continue
        message = says(alice, everyone, str(n))
        if n % 3 == 0:
            Recipient.objects.create(message=message, user=charlie)
            mine.append(str(n))
    desk = Desk(charlie, everyone)
    page = desk.opens()
    seen, older = bodies_in(page), answer_in(page).older
    while older:
        page = desk.get(f"{desk.path}messages/", before=older)
        seen, older = bodies_in(page) + seen, answer_in(page).older
    assert seen == mine


def test_the_room_cannot_be_sent_to_without_its_membership(alice, bob, everyone, come_online):
    come_online(bob)
    alice.memberships.filter(room=everyone).delete()
    assert Desk(alice, everyone).sends("to all").status_code == 404


def test_whoever_came_past_the_welcome_is_let_in_at_the_home_page(alice, everyone):
    alice.memberships.all().delete()
    assert Desk(alice).client.get("/messager/").status_code == 200
    assert alice.memberships.filter(room=everyone).exists()


def test_a_page_that_is_opened_counts_as_being_there(alice, bob, everyone):
    """Without JavaScript nothing polls."""
    Desk(bob, everyone, script=False).opens()
    assert Desk(alice, everyone).sends("to all").status_code == 200
    assert addressees(everyone.messages.get()) == {"bob"}


def test_many_recipients_come_in_pages(alice, everyone, come_online, monkeypatch):
    monkeypatch.setattr("apps.chat.selectors.transcript.MOST_RECIPIENTS", 2)
    people = [a_person(name) for name in ("dora", "emil", "fritz")]
    come_online(*people)
    Desk(alice, everyone).sends("to all")
    path = f"/messager/rooms/{everyone.pk}/messages/{everyone.messages.get().pk}/recipients/"
    first = text_of(Desk(alice, everyone).get(path))
    assert [person.usercode in first for person in people] == [True, True, False]
    assert "?after=emil" in first
    then = text_of(Desk(alice, everyone).get(f"{path}?after=emil"))
    assert [person.usercode in then for person in people] == [False, False, True]
    assert "?after=" not in then
