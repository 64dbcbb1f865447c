"""Whom a message calls: found when it is written, recorded when it is dispatched."""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from apps.accounts.blocks import NOBODY, blocked_among
from apps.accounts.models import User
from apps.chat import selectors
from apps.chat.markup import EVERYONE, Called, called_in, names_in, render
from apps.chat.models import Membership, Mention, Message, Room
from apps.chat.problems import EveryoneUnconfirmed, NotYoursToCall

SMALL_ROOM = 20  # members; up to so many each may call everyone, in a larger room its owners


def may_call_everyone(membership: Membership) -> bool:
    if not _has_everyone(membership.room):
        return False
    return membership.is_owner or membership.room.has_at_most(SMALL_ROOM)


def rendered(membership: Membership, body: str, *, is_confirmed: bool) -> SafeString:
    """The HTML of what a member is about to send.

    Raises NotYoursToCall, and EveryoneUnconfirmed as long as the call to everyone is not confirmed.
    """
    html = _rendered(membership.room, membership.user, body, with_everyone=_has_everyone(membership.room))
    if called_in(html)[1]:
        if not may_call_everyone(membership):
            raise NotYoursToCall
        if not is_confirmed:
            raise EveryoneUnconfirmed(membership.room.memberships.count() - 1)
    return html


def rendered_edit(message: Message, body: str) -> SafeString:
    """The HTML of its new text. An edit does not call everyone anew."""
    return _rendered(message.room, message.sender, body, with_everyone=called_in(message.html)[1])


def worth_recording(messages: Iterable[Message]) -> list[int]:
    """The ids of those that call somebody, or may have done so before their last change."""
    return [
        message.pk
        for message in messages
        if message.edited_at or message.is_gone or any(called_in(message.html))
    ]


def record(messages: Iterable[int]) -> set[int]:
    """Makes the rows what the messages say now; again changes nothing. Returns who is concerned by a change.

    Call it in a transaction. The messages are read here, under a lock: an edit may have overtaken the caller.
    """
    locked = Message.objects.select_for_update().filter(pk__in=messages).order_by("pk")
    return set().union(*(_record(message) for message in locked))


def _record(message: Message) -> set[int]:
    wanted = set() if message.is_gone else _called_by(message)
    recorded = set(message.mentions.values_list("user_id", flat=True))
    message.mentions.filter(user__in=recorded - wanted).delete()
    Mention.objects.bulk_create(
        [
            Mention(message=message, user_id=person, room_id=message.room_id, sequence=message.sequence)
            for person in sorted(wanted - recorded)
        ]
    )
    return wanted ^ recorded


def _called_by(message: Message) -> set[int]:
    """Nobody calls themselves, nor who is out of their sight; everyone is who was there when it was said."""
    people, is_everyone = called_in(message.html)
    if is_everyone:
        members = Membership.objects.filter(room=message.room_id, joined_at__lte=message.sent_at)
        people.update(members.values_list("user_id", flat=True))
    return people - {message.sender_id} - blocked_among([message.sender_id]).get(message.sender_id, NOBODY)


def _rendered(room: Room, sender: User, body: str, *, with_everyone: bool) -> SafeString:
    names = names_in(body)
    people = selectors.people_called(room, sender, names)
    if with_everyone and EVERYONE in names:
        people[EVERYONE] = Called(EVERYONE, EVERYONE)
    return render(body, people)


def _has_everyone(room: Room) -> bool:
    return not (room.is_direct or room.is_broadcast)
