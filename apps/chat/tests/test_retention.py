"""Messages that a room keeps no longer: gone from rows, pages, search, quotes and badges."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import Server
from apps.chat import reactions, retention, services
from apps.chat.models import Message, Outbox, Room, SearchText
from apps.chat.rendering import RENDERER_VERSION
from apps.chat.searching import index
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import answer_in, fresh_nonce, text_of, unread_in
from apps.operations.rooms import broken_rooms

DAYS = 30


@pytest.fixture
def kept_for(room):
    room.retention_days = DAYS
    room.save(update_fields=["retention_days"])
    return room


@pytest.fixture
def aged(says, alice, room):
    """aged("text", 40): said so many days ago."""

    def say(text: str, days: float, **more) -> Message:
        message = services.post_message(place(alice, room), text, fresh_nonce(), **more)
        sent_at = timezone.now() - timedelta(days=days)
        Message.objects.filter(pk=message.pk).update(sent_at=sent_at)
        message.sent_at = sent_at
        return message

    return say


def free() -> None:
    while list(retention.overdue()):  # tests give tasks a twentieth of the time
        retention.go_on()
    assert broken_rooms() == []


def bodies(room) -> list[str]:
    return list(room.messages.order_by("sequence").values_list("body", flat=True))


def test_what_is_too_old_goes_and_the_rest_stays(kept_for, aged):
    for text, days in [("oldest", 50), ("old", DAYS + 1), ("young", DAYS - 1), ("new", 0)]:
        aged(text, days)
    free()
    assert bodies(kept_for) == ["young", "new"]
    kept_for.refresh_from_db()
    assert (kept_for.first_sequence, kept_for.last_sequence) == (3, 4)
    free()
    assert bodies(kept_for) == ["young", "new"]


def test_a_room_without_a_limit_keeps_everything(room, aged):
    aged("oldest", 5000)
    free()
    assert bodies(room) == ["oldest"]


def test_zero_keeps_for_ever(kept_for, aged):
    Room.objects.filter(pk=kept_for.pk).update(retention_days=retention.FOR_EVER)
    aged("oldest", 5000)
    free()
    assert bodies(kept_for) == ["oldest"]


def test_a_room_that_says_nothing_keeps_them_as_long_as_the_server(room, aged):
    Server.objects.update_or_create(defaults={"retention_days": DAYS})
    aged("old", DAYS + 1)
    aged("young", DAYS - 1)
    free()
    assert bodies(room) == ["young"]


def test_what_a_room_says_goes_before_what_the_server_says(kept_for, aged):
    Server.objects.update_or_create(defaults={"retention_days": 1})
    aged("young", DAYS - 1)
    free()
    assert bodies(kept_for) == ["young"]


def test_a_room_can_be_emptied_and_goes_on(kept_for, aged, desk, bob):
    aged("old", 40)
    aged("old too", 35)
    free()
    assert bodies(kept_for) == []
    page = desk(bob, kept_for)
    assert page.sends("first again").status_code == 200
    assert broken_rooms() == []


def test_many_go_in_batches(kept_for, aged, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(5):
        aged(f"old {number}", 40)
    free()
    assert bodies(kept_for) == []


def test_all_that_belongs_to_it_goes_too(kept_for, aged, alice, bob):
    old = aged("a rope for the anchor", 40)
    reactions.react(old, bob, "👍")
    services.edit_message(Message.objects.select_related("room", "sender").get(pk=old.pk), "a chain")
    index.catch_up_wholly()
    free()
    assert not SearchText.objects.filter(pk=old.pk).exists()
    assert not Outbox.objects.filter(message=old.pk).exists()
    assert not kept_for.messages.exists()


def test_the_rendered_fragment_goes_too(kept_for, aged, desk, bob, django_capture_on_commit_callbacks):
    old = aged("canary", 40)
    desk(bob, kept_for).opens()
    slot = f"message:{old.pk}:en:{RENDERER_VERSION}"
    assert cache.get(slot)
    with django_capture_on_commit_callbacks(execute=True):
        free()
    assert not cache.get(slot)


def test_a_reply_stays_without_its_quote(kept_for, aged, desk, bob, alice, room):
    old = aged("the old question", 40)
    page = desk(bob, room)
    page.opens()
    answer = services.post_message(place(alice, room), "the answer", fresh_nonce(), reply_to=old)
    cursor = answer_in(page.polls(1)).cursor
    free()
    news = text_of(page.polls(cursor))
    assert "the answer" in news
    assert "the old question" not in news
    assert f'data-id="{answer.pk}"' in news


def test_a_bare_forward_of_it_says_nothing_more(kept_for, aged, direct, alice):
    old = aged("the old question", 40)
    forward = services.post_message(place(alice, direct), "", fresh_nonce(), forwarded_from=old)
    with_words = services.post_message(place(alice, direct), "look", fresh_nonce(), forwarded_from=old)
    free()
    forward.refresh_from_db()
    with_words.refresh_from_db()
    assert forward.is_gone
    assert (with_words.is_gone, with_words.forwarded_from) == (False, None)


def test_open_pages_are_told_where_the_room_begins(kept_for, aged, desk, bob):
    aged("old", 40)
    aged("new", 0)
    page = desk(bob, kept_for)
    page.opens()
    free()
    news = answer_in(page.polls(2))
    assert (news.first, news.messages, news.cursor) == (2, [], 3)
    assert page.polls(3).status_code == 204


def test_what_is_gone_is_unread_no_more(kept_for, aged, desk, bob):
    for days in (40, 35, 1):
        aged("text", days)
    page = desk(bob, kept_for)
    before = page.inbox()
    assert unread_in(text_of(page.polls(3, inbox=""))) == {"Kitchen": "3"}
    free()
    assert unread_in(text_of(page.polls(4, inbox=before))) == {"Kitchen": "1"}


def test_links_to_what_is_gone_say_so(kept_for, aged, client, bob):
    old = aged("old", 40)
    aged("new", 0)
    free()
    client.force_login(bob)
    assert client.get(f"/messager/rooms/{kept_for.pk}/messages/{old.pk}/").status_code == 404
    assert client.get(f"/messager/rooms/{kept_for.pk}/?at={old.pk}").status_code in (200, 404)


def test_each_room_is_looked_at_by_an_index(kept_for, aged, django_assert_num_queries):
    aged("new", 0)
    with django_assert_num_queries(3):
        free_none = list(retention.overdue())
    assert free_none == []


def test_the_floor_is_a_change_like_any_other(kept_for, aged):
    aged("old", 40)
    aged("new", 0)
    before = Room.objects.get(pk=kept_for.pk).last_revision
    free()
    after = Room.objects.get(pk=kept_for.pk)
    assert after.last_revision == after.floor_revision == before + 1
    assert not Room.objects.filter(floor_revision__gt=F("last_revision")).exists()
