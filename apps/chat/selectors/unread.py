"""Unread: messages of others after the read mark; of broadcasts, those addressed to the person."""

from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest, Least

from apps.chat.models import Kind, Membership, Message, Recipient

MOST_UNREAD = 99  # shown as "99+" beyond


class _Count(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) _counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.values("pk"))


class CountUpTo(_Count):
    """Counts rows, but no more than can be shown: a year of unread costs no more than a page."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by()[: MOST_UNREAD + 1])


def unread() -> Case:
    """How many messages of a membership's room are unread. Only the branch taken is counted."""
    return Case(When(room__kind=Kind.BROADCAST, then=_unread_broadcasts()), default=_unread_messages())


def first_unread(membership: Membership) -> int | None:
    """The sequence of the first message of others after the read mark."""
    if membership.read_up_to >= membership.room.last_sequence:
        return None
    if membership.room.is_broadcast:
        received = membership.user.broadcasts.filter(
            message_id__gt=_last_read(Value(membership.room_id), Value(membership.read_up_to))
        )
        return received.order_by("message_id").values_list("message__sequence", flat=True).first()
    others = membership.room.messages.exclude(sender=membership.user)
    after = others.filter(sequence__gt=membership.read_up_to, sequence__gte=membership.readable_from)
    return after.order_by("sequence").values_list("sequence", flat=True).first()


def last_of_others(membership: Membership) -> int | None:
    """The sequence of the newest message that somebody else has sent."""
    visible = Message.objects.visible_to(membership.user, membership.room)
    others = visible.exclude(sender=membership.user).order_by("-sequence")
    return others.values_list("sequence", flat=True).first()


def _unread_messages() -> Least:
    """Sequences have no hole: from the mark to the end, less one's own. Of those there are few, and an index
    knows them; the others', of 500 rooms at once, would be 50,000 rows to look at.
    """
    begin = Greatest(F("read_up_to"), F("room__first_sequence") - 1, F("readable_from") - 1)
    own = Message.objects.filter(
        sender=OuterRef("user_id"),
        room=OuterRef("room_id"),
        sequence__gt=OuterRef("read_up_to"),
        sequence__gte=OuterRef("readable_from"),
    )
    others = F("room__last_sequence") - begin - _Count(own)
    return Least(Greatest(others, 0), MOST_UNREAD + 1, output_field=IntegerField())


def _unread_broadcasts() -> CountUpTo:
    mark = _last_read(OuterRef(OuterRef("room_id")), OuterRef(OuterRef("read_up_to")))
    return CountUpTo(Recipient.objects.filter(user=OuterRef("user_id"), message_id__gt=mark))


def _last_read(room: Combinable, read_up_to: Combinable) -> Coalesce:
    """The id of the message at a read mark: a person's broadcasts after it are found by the index alone."""
    read = Message.objects.filter(room=room, sequence__lte=read_up_to).order_by("-sequence")
    return Coalesce(Subquery(read.values("pk")[:1]), 0)
