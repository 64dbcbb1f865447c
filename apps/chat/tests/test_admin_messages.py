from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission

from apps.chat import services
from apps.chat.admin import message_search
from apps.chat.models import Membership, Message, Outbox, Recipient, Room
from apps.chat.tests.moderator import Moderator
from tests.people import a_person

CANARY = "the-canary-sings"


@pytest.fixture
def moderator(db):
    return Moderator()


def said(user, room, body):
    return services.post_message(Membership.objects.get(user=user, room=room), body, uuid4())


@pytest.fixture
def message(alice, room):
    return said(alice, room, f"Look: {CANARY}")


@pytest.fixture
def direct(alice, bob):
    return services.post_message(services.open_direct(alice, bob), f"Between us: {CANARY}", uuid4())


def test_what_was_said_in_a_room_is_listed_shown_and_found(moderator, message):
    assert CANARY in moderator.lists(Message)
    assert CANARY in moderator.opens(message)
    assert moderator.numbers(Message, q="canary-sings") == {message.pk}


def test_what_was_said_directly_is_nowhere(moderator, direct):
    services.edit_message(direct, f"Still between us: {CANARY}")
    row = Outbox.objects.filter(message=direct).first()
    pages = [
        *(moderator.lists(model) for model in (Message, Outbox, Recipient, Room)),
        *(moderator.opens(one) for one in (direct, row, direct.room)),
        moderator.lists(Message, q=str(direct.pk)),
        moderator.does("hide", direct),
        moderator.does("restore", direct),
        moderator.client.get("/admin/").content.decode(),
    ]
    assert not [page for page in pages if CANARY in page]
    assert "not shown: a direct conversation" in pages[0]
    assert CANARY not in str(direct) + repr(direct)


def test_what_was_said_directly_is_found_by_no_search_or_filter(moderator, direct):
    assert moderator.numbers(Message, q="canary-sings") == set()
    for model, lookup in [
        (Message, "body__contains"),
        (Message, "html__contains"),
        (Message, "room__messages__body__contains"),
        (Outbox, "message__body__contains"),
        (Recipient, "message__body__contains"),
        (Room, "messages__body__contains"),
    ]:
        page = moderator.client.get(f"/admin/chat/{model._meta.model_name}/", {lookup: "canary"})
        assert page.status_code == 400, lookup


def test_the_texts_of_direct_conversations_are_not_even_read(moderator, direct, monkeypatch):
    read = []
    from_db = Message.from_db.__func__

    def noted(cls, db, fields, values):
        instance = from_db(cls, db, fields, values)
        read.append(dict(zip(fields, values, strict=True)))
        return instance

    monkeypatch.setattr(Message, "from_db", classmethod(noted))
    moderator.lists(Message)
    moderator.opens(direct)
    assert read
    assert not [row for row in read if CANARY in str(row)]


def test_a_search_by_sender_or_number_is_exact(moderator, message, bob, room):
    reply = said(bob, room, "alice is right")
    assert moderator.numbers(Message, q="alice") == {message.pk}
    assert moderator.numbers(Message, q=bob.usercode.lower()) == {reply.pk}
    assert moderator.numbers(Message, q=f" {reply.pk} ") == {reply.pk}
    assert moderator.numbers(Message, q="is right") == {reply.pk}
    assert moderator.numbers(Message, q="9" * 30) == set()


def test_a_text_is_looked_for_among_the_newest_alone(moderator, message, alice, room, monkeypatch):
    monkeypatch.setattr(message_search, "SEARCHED", 2)
    newer = [said(alice, room, f"{CANARY} again") for _ in range(2)]
    assert moderator.numbers(Message, q="canary-sings") == {one.pk for one in newer}


def test_hiding_and_restoring_reaches_readers_as_a_change(moderator, message):
    assert "1 message is hidden." in moderator.does("hide", message)
    hidden = Message.objects.get(pk=message.pk)
    assert hidden.hidden_at is not None
    assert hidden.revision == message.revision + 1
    assert "1 message is back." in moderator.does("restore", message)
    restored = Message.objects.get(pk=message.pk)
    assert (restored.hidden_at, restored.revision) == (None, message.revision + 2)
    assert Outbox.objects.filter(message=message).count() == 3


def test_moderators_still_read_what_they_have_hidden(moderator, message):
    services.hide_message(message)
    assert CANARY in moderator.opens(message)
    assert moderator.numbers(Message, state="hidden") == {message.pk}


def test_what_its_sender_deleted_can_be_neither_hidden_nor_restored(moderator, message, alice, room):
    services.delete_message(message)
    other = said(alice, room, "stays")
    page = moderator.does("hide", message, other)
    assert "1 message is hidden." in page
    assert "1 stays as it was: Deleted by its sender" in page
    assert "1 stays as it was: Deleted by its sender" in moderator.does("restore", message)


def test_the_log_says_who_hid_a_message(moderator, message):
    moderator.does("hide", message)
    history = moderator.client.get(f"/admin/chat/message/{message.pk}/history/").content.decode()
    assert "moderator" in history
    assert "hidden" in history


def test_messages_are_neither_made_nor_changed_nor_deleted_here(moderator, message):
    assert moderator.client.get("/admin/chat/message/add/").status_code == 403
    assert moderator.posts(Message, "delete", message.pk, post="yes").status_code == 403
    assert moderator.posts(Message, "change", message.pk, body="forged").status_code == 403
    assert "delete_selected" not in moderator.lists(Message)
    moderator.does("delete_selected", message)
    assert Message.objects.get(pk=message.pk).body == message.body


def test_staff_without_the_right_may_look_but_not_hide(moderator, message, client):
    helper = a_person("helper", is_staff=True)
    client.force_login(helper)
    assert client.get("/admin/chat/message/").status_code == 403
    helper.user_permissions.add(Permission.objects.get(codename="view_message"))
    answer = client.get("/admin/chat/message/")
    assert answer.status_code == 200
    assert 'value="hide"' not in answer.content.decode()
    client.post("/admin/chat/message/", {"action": "hide", "_selected_action": [message.pk]})
    assert Message.objects.get(pk=message.pk).hidden_at is None
