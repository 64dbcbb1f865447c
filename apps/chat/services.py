"""What can be done to conversations, one verb each. Every write to a room goes through here."""

import logging
from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.accounts.models import User
from apps.chat import notifications, outbox
from apps.chat.models import Kind, Membership, Message, Recipient, Room
from apps.chat.problems import Gone, NobodyOnline, NonceTaken
from apps.chat.rendering import forget, render
from apps.presence.audience import online_ids

logger = logging.getLogger(__name__)


def welcome(newcomers: Iterable[User]) -> None:
    """Lets newcomers into the room of everyone. What was said before is not theirs to read."""
    room = Room.objects.broadcast()
    Membership.objects.bulk_create(
        [Membership(room=room, user=user, read_up_to=room.last_sequence) for user in newcomers],
        ignore_conflicts=True,
    )


def open_direct(user: User, other: User) -> Membership:
    """`user`'s place in the one lasting conversation of the two, made at the first message."""
    low, high = sorted([user.pk, other.pk])
    with transaction.atomic():
        room, is_new = Room.objects.get_or_create(kind=Kind.DIRECT, direct_key=f"{low}:{high}")
        if is_new:
            Membership.objects.bulk_create([Membership(room=room, user=person) for person in (user, other)])
    return Membership.objects.select_related("room", "user").get(room=room, user=user)


def join(user: User, room: Room) -> Membership:
    """Makes `user` a member who has read everything so far."""
    said_so_far = Room.objects.values_list("last_sequence", flat=True).get(pk=room.pk)
    membership, is_new = Membership.objects.get_or_create(
        room=room, user=user, defaults={"read_up_to": said_so_far}
    )
    if is_new:
        _raise_inbox(user.pk)
    return membership


def post_message(membership: Membership, body: str, nonce: UUID) -> Message:
    """Sends `body`; it is durable when this returns. The same nonce again returns the same message.

    Raises NonceTaken when the nonce stands for another text or room, NobodyOnline for a broadcast
    that would reach no one.
    """
    if sent := _sent_here(membership, body, nonce):
        return sent
    # All that takes time comes before the room's row is locked.
    send = partial(
        _send, membership, body=body, html=render(body), nonce=nonce, audience=_audience(membership)
    )
    try:
        with transaction.atomic():
            return send()
    except IntegrityError:  # a copy of this request was faster; the numbers taken were given back
        if sent := _sent_here(membership, body, nonce):
            return sent
        raise


def find_sent(sender: User, body: str, nonce: UUID) -> Message | None:
    """What this send has already become, if it has been sent before.

    Raises NonceTaken when the nonce stands for another text.
    """
    sent = Message.objects.sent_as(sender, nonce)
    if sent and sent.fingerprint != _fingerprint(body):
        raise NonceTaken
    return sent


def edit_message(message: Message, body: str) -> Message:
    """Gives a message another text. Raises Gone when it has been deleted or hidden meanwhile."""
    return _change(message, body=body, html=render(body), edited_at=timezone.now())


def delete_message(message: Message) -> Message:
    """Leaves a tombstone; the text is wiped. Raises Gone when there is nothing left to delete."""
    return _change(message, body="", html="", deleted_at=timezone.now())


def hide_message(message: Message) -> Message:
    """A moderator's tombstone: the text is kept for restoring. Raises Gone when it is one already."""
    return _change(message, hidden_at=timezone.now())


def restore_message(message: Message) -> Message:
    """Undoes hide_message."""
    with transaction.atomic():
        revision = Room.objects.take_revision(message.room_id)
        hidden = Message.objects.filter(pk=message.pk, hidden_at__isnull=False)
        if not hidden.update(hidden_at=None, revision=revision):
            raise Gone
        return _announce(message)


def mark_read(membership: Membership, sequence: int) -> bool:
    """Moves the read mark up to `sequence`, never back. Returns whether it moved."""
    reached = min(sequence, membership.room.last_sequence)
    with transaction.atomic():
        moved = bool(Membership.objects.filter(pk=membership.pk).rise_to(reached))
        if moved:
            _raise_inbox(membership.user_id)
    return moved


def refresh_partners(user: User) -> None:
    """`user` has another name or code: the sidebars of those who talk with them directly show it."""
    conversations = user.memberships.filter(room__kind=Kind.DIRECT).values("room")
    partners = Membership.objects.filter(room__in=conversations).exclude(user=user).values("user")
    User.objects.filter(pk__in=partners).update(inbox=F("inbox") + 1)


def dispatch() -> int:
    """Works off the outbox. Safe to run anywhere, any number of times. Returns how many rows it did."""
    outbox.forget_nudge()
    done = 0
    while rows := outbox.claim():
        try:
            notifications.announce(rows)
        except Exception as error:
            logger.exception("dispatch failed")
            outbox.fail(rows, repr(error))
        else:
            outbox.finish(rows)
            done += len(rows)
    return done


def _sent_here(membership: Membership, body: str, nonce: UUID) -> Message | None:
    sent = find_sent(membership.user, body, nonce)
    if sent and sent.room_id != membership.room_id:
        raise NonceTaken
    return sent


def _audience(membership: Membership) -> list[int]:
    if not membership.room.is_broadcast:
        return []
    audience = online_ids(excluding=membership.user_id)
    if not audience:
        raise NobodyOnline
    return audience


def _send(membership: Membership, *, body: str, html: str, nonce: UUID, audience: list[int]) -> Message:
    """From here to the commit every other sender to the room waits."""
    sequence, revision = Room.objects.take_sequence(membership.room_id)
    message = Message.objects.create(
        room=membership.room,
        sender=membership.user,
        sequence=sequence,
        revision=revision,
        body=body,
        html=html,
        nonce=nonce,
        fingerprint=_fingerprint(body),
        recipient_count=len(audience),
        sent_at=timezone.now(),
    )
    Recipient.objects.bulk_create([Recipient(message=message, user_id=person) for person in audience])
    # Who was up to date stays so; who had not read the message before has not read it now.
    Membership.objects.filter(pk=membership.pk, read_up_to=sequence - 1).update(read_up_to=sequence)
    outbox.enqueue(message)
    return message


def _change(message: Message, **changes: object) -> Message:
    """Applies `changes` under a new revision, unless a tombstone stands there already."""
    with transaction.atomic():
        revision = Room.objects.take_revision(message.room_id)
        standing = Message.objects.filter(pk=message.pk, deleted_at=None, hidden_at=None)
        if not standing.update(revision=revision, **changes):
            raise Gone
        return _announce(message)


def _announce(message: Message) -> Message:
    changed = Message.objects.select_related("room", "sender").get(pk=message.pk)
    outbox.enqueue(changed)
    transaction.on_commit(partial(forget, changed), robust=True)
    return changed


def _raise_inbox(user_id: int) -> None:
    User.objects.filter(pk=user_id).update(inbox=F("inbox") + 1)


def _fingerprint(body: str) -> str:
    return salted_hmac("chat.message", body, algorithm="sha256").hexdigest()
