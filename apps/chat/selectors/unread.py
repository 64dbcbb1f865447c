"""Unread: messages of others after the read mark; of broadcasts, those addressed to the person."""

from django.db.models import IntegerField, OuterRef, Subquery

from apps.chat.models import Kind, Membership, Message, Recipient

MOST_UNREAD = 99  # shown as "99+" beyond


class _CountUpTo(Subquery):
    """Counts the rows of a queryset, cut off by its slice: a year of unread costs no more than a page."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) _counted)"
    output_field = IntegerField()


def unread_messages() -> _CountUpTo:
    unread = (
        Message.objects.filter(room=OuterRef("room_id"), sequence__gt=OuterRef("read_up_to"))
        .exclude(sender=OuterRef("user_id"))
        .exclude(room__kind=Kind.BROADCAST)
        .order_by()
    )
    return _CountUpTo(unread.values("pk")[: MOST_UNREAD + 1])


def unread_broadcasts() -> _CountUpTo:
    unread = Recipient.objects.filter(
        user=OuterRef("user_id"),
        message__room=OuterRef("room_id"),
        message__sequence__gt=OuterRef("read_up_to"),
    ).order_by()
    return _CountUpTo(unread.values("pk")[: MOST_UNREAD + 1])


def first_unread(membership: Membership) -> int | None:
    """The sequence of the first message of others after the read mark."""
    if membership.read_up_to >= membership.room.last_sequence:
        return None
    unread = Message.objects.visible_to(membership.user, membership.room).exclude(sender=membership.user)
    return (
        unread.filter(sequence__gt=membership.read_up_to)
        .order_by("sequence")
        .values_list("sequence", flat=True)
        .first()
    )
