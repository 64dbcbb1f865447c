"""Unread: messages of others after the read mark; of broadcasts, those addressed to the person."""

from django.db.models import Case, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from apps.chat.models import Kind, Membership, Message, Recipient

MOST_UNREAD = 99  # shown as "99+" beyond


class _CountUpTo(Subquery):
    """Counts the rows of a queryset, cut off by its slice: a year of unread costs no more than a page."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) _counted)"
    output_field = IntegerField()


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
    after = others.filter(sequence__gt=membership.read_up_to)
    return after.order_by("sequence").values_list("sequence", flat=True).first()


def _unread_messages() -> _CountUpTo:
    after = Message.objects.filter(room=OuterRef("room_id"), sequence__gt=OuterRef("read_up_to"))
    unread = after.exclude(sender=OuterRef("user_id")).order_by()
    return _CountUpTo(unread.values("pk")[: MOST_UNREAD + 1])


def _unread_broadcasts() -> _CountUpTo:
    mark = _last_read(OuterRef(OuterRef("room_id")), OuterRef(OuterRef("read_up_to")))
    unread = Recipient.objects.filter(user=OuterRef("user_id"), message_id__gt=mark).order_by()
    return _CountUpTo(unread.values("pk")[: MOST_UNREAD + 1])


def _last_read(room: Combinable, read_up_to: Combinable) -> Coalesce:
    """The id of the message at a read mark: a person's broadcasts after it are found by the index alone."""
    read = Message.objects.filter(room=room, sequence__lte=read_up_to).order_by("-sequence")
    return Coalesce(Subquery(read.values("pk")[:1]), 0)
