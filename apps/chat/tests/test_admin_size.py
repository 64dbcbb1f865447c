"""The admin's pages cost the same over ten rows and over a thousand; nothing counts a table to its end."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.chat.models import Kind, Membership, Message, Outbox, Recipient, Room
from apps.chat.tests.moderator import Moderator
from apps.moderation.models import Action, AuditEntry, Category, Report

PAGES = [
    "/admin/",
    "/admin/accounts/user/",
    "/admin/chat/room/",
    "/admin/chat/room/?of=direct",
    "/admin/chat/room/?q=town",
    "/admin/chat/message/",
    "/admin/chat/message/?q=word",
    "/admin/chat/message/?q=person-1",
    "/admin/chat/message/?state=hidden",
    "/admin/chat/recipient/",
    "/admin/chat/outbox/",
    "/admin/chat/outbox/?state=parked",
    "/admin/moderation/report/",
    "/admin/moderation/report/?q=person-1",
    "/admin/moderation/auditentry/",
    "/admin/moderation/auditentry/?q=person-1",
]


@pytest.fixture
def moderator(db):
    return Moderator()


def fill(more):
    """That many rows more of everything, every second of them in direct conversations."""
    start, now = User.objects.count(), timezone.now()
    people = User.objects.bulk_create([User(username=f"person-{start + n}") for n in range(more)])
    rooms = Room.objects.bulk_create(
        Room(kind=Kind.DIRECT, direct_key=f"{n.pk}:{n.pk}") if n.pk % 2 else Room(name=f"town {n.pk}")
        for n in people
    )
    Membership.objects.bulk_create(
        Membership(user=one, room=room) for one, room in zip(people, rooms, strict=True)
    )
    sent = Message.objects.bulk_create(
        Message(
            room=room,
            sender=one,
            sequence=1,
            revision=1,
            body="word",
            nonce=uuid4(),
            sent_at=now,
            hidden_at=now,
        )
        for one, room in zip(people, rooms, strict=True)
    )
    Recipient.objects.bulk_create(Recipient(message=m, user=one) for m, one in zip(sent, people, strict=True))
    Outbox.objects.bulk_create(Outbox(message=m, revision=1, created_at=now, parked_at=now) for m in sent)
    Report.objects.bulk_create(Report(person=one, reporter=one, category=Category.SPAM) for one in people)
    AuditEntry.objects.bulk_create(AuditEntry(action=Action.WARN, actor=one, person=one) for one in people)


def queries(moderator, page):
    with CaptureQueriesContext(connection) as captured:
        assert moderator.client.get(page).status_code == 200
    return [query["sql"] for query in captured]


@pytest.mark.parametrize("page", PAGES)
def test_a_list_costs_the_same_at_any_length(moderator, page):
    fill(10)
    moderator.client.get(page)  # content types are remembered from here on
    few = queries(moderator, page)
    fill(990)
    many = queries(moderator, page)
    assert len(many) == len(few), "\n".join(many)


def test_nothing_is_counted_to_its_end(moderator):
    fill(10)
    for page in [*PAGES, "/admin/chat/message/?_facets=True", "/admin/chat/outbox/?_facets=True"]:
        counts = [sql for sql in queries(moderator, page) if "COUNT(" in sql]
        assert all("LIMIT" in sql for sql in counts), counts


def test_a_large_room_opens_like_a_small_one(moderator):
    fill(10)
    room = Room.objects.create(name="Everybody")
    page = f"/admin/chat/room/{room.pk}/change/"
    Membership.objects.bulk_create(Membership(room=room, user=one) for one in User.objects.all())
    moderator.client.get(page)
    few = queries(moderator, page)
    fill(990)
    newcomers = User.objects.exclude(memberships__room=room)
    Membership.objects.bulk_create(Membership(room=room, user=one) for one in newcomers)
    assert len(queries(moderator, page)) == len(few)
