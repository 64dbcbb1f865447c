from uuid import uuid4

import pytest
from django.utils import timezone

from apps.chat import outbox, services
from apps.chat.models import Membership, Message, Outbox, Recipient, Room
from apps.chat.tests.moderator import Moderator


@pytest.fixture
def moderator(db):
    return Moderator()


@pytest.fixture
def rows(alice, room):
    """An open, a parked and a done row."""
    membership = Membership.objects.get(user=alice, room=room)
    for number in range(3):
        services.post_message(membership, f"number {number}", uuid4())
    is_open, parked, done = Outbox.objects.order_by("pk")
    Outbox.objects.filter(pk=parked.pk).update(
        parked_at=timezone.now(), attempts=outbox.MOST_ATTEMPTS, error="OSError('no luck')"
    )
    Outbox.objects.filter(pk=done.pk).update(done_at=timezone.now())
    return {"open": is_open, "parked": parked, "done": done}


@pytest.mark.parametrize("state", ["open", "parked", "done"])
def test_the_list_is_cut_down_to_one_state(moderator, rows, state):
    assert moderator.numbers(Outbox, state=state) == {rows[state].pk}


def test_the_reason_of_a_parked_row_is_shown(moderator, rows):
    assert "no luck" in moderator.lists(Outbox)
    assert "no luck" in moderator.opens(rows["parked"])


def test_parked_rows_get_their_attempts_back_and_others_stay(moderator, rows):
    page = moderator.does("retry", *rows.values())
    assert "1 row is tried again." in page
    parked = Outbox.objects.get(pk=rows["parked"].pk)
    assert (parked.parked_at, parked.attempts) == (None, 0)
    assert Outbox.objects.get(pk=rows["done"].pk).done_at is not None
    assert services.dispatch() == 2


def test_a_row_is_found_by_its_message(moderator, rows):
    assert moderator.numbers(Outbox, q=str(rows["done"].message_id)) == {rows["done"].pk}
    assert moderator.numbers(Outbox, q="no luck") == set()


def test_the_outbox_is_neither_filled_nor_emptied_here(moderator, rows):
    assert moderator.client.get("/admin/chat/outbox/add/").status_code == 403
    assert moderator.posts(Outbox, "delete", rows["done"].pk, post="yes").status_code == 403
    assert moderator.posts(Outbox, "change", rows["open"].pk, attempts=0).status_code == 403
    assert "delete_selected" not in moderator.lists(Outbox)


@pytest.fixture
def broadcast(alice, bob, monkeypatch):
    monkeypatch.setattr(services, "online_ids", lambda excluding: [bob.pk])
    everyone = Membership.objects.get(user=alice, room=Room.objects.broadcast())
    return services.post_message(everyone, "Cake in the kitchen", uuid4())


def test_a_broadcast_leads_to_those_it_went_to(moderator, broadcast, bob):
    assert f"message__id__exact={broadcast.pk}" in moderator.opens(broadcast)
    assert moderator.numbers(Recipient, message__id__exact=broadcast.pk) == {broadcast.recipients.get().pk}
    assert moderator.numbers(Recipient, q="bob") == {broadcast.recipients.get().pk}
    assert moderator.numbers(Recipient, q="alice") == set()
    assert moderator.numbers(Message, room__id__exact=broadcast.room_id) == {broadcast.pk}


def test_recipients_stay_as_they_are(moderator, broadcast):
    recipient = broadcast.recipients.get()
    assert moderator.posts(Recipient, "delete", recipient.pk, post="yes").status_code == 403
    assert moderator.posts(Recipient, "change", recipient.pk, user=1).status_code == 403
    assert "bob" in moderator.opens(recipient)
