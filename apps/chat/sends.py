"""The write of a send: short, because every other sender to the room waits for it to commit."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from math import ceil
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from apps.accounts.moderators import may_moderate
from apps.chat import outbox
from apps.chat.inboxes import call_after_commit, raise_inboxes
from apps.chat.models import Draft, Membership, Message, Recipient, Room
from apps.chat.problems import Archived, Blocked, Locked, Muted, NotYours, OwnersPost, Problem, TooSoon

# The same as `_step_by_step`, without four round trips under the room's lock. The mark is compared inside
# SET: what WHERE sees is as old as the statement, and another send of this person may have moved it since.
ONE_STATEMENT = """
WITH room AS (
    UPDATE chat_room
    SET last_sequence = last_sequence + 1, last_revision = last_revision + 1,
        last_message_at = STATEMENT_TIMESTAMP(), last_sender_id = %(sender)s
    WHERE id = %(room)s AND archived_at IS NULL AND NOT is_blocked AND EXISTS (
        SELECT FROM chat_membership AS place JOIN accounts_user AS member ON member.id = place.user_id
        WHERE place.id = %(membership)s AND (place.is_owner OR NOT chat_room.is_announcement)
            AND (place.is_owner OR chat_room.locked_by = '' OR %(moderates)s)
            AND (member.muted_until IS NULL OR member.muted_until <= STATEMENT_TIMESTAMP())
    )
    RETURNING last_sequence AS sequence, last_revision AS revision
), message AS (
    INSERT INTO chat_message (room_id, sender_id, sequence, revision, body, html, nonce, fingerprint,
        recipient_count, sent_at, reply_to_id, forwarded_from_id)
    SELECT %(room)s, %(sender)s, sequence, revision, %(body)s::text, %(html)s::text, %(nonce)s::uuid,
        %(fingerprint)s::text, cardinality(%(audience)s::bigint[]), %(sent_at)s::timestamptz,
        %(reply_to)s::bigint, %(forwarded_from)s::bigint
    FROM room
    RETURNING id
), recipients AS (
    INSERT INTO chat_recipient (message_id, user_id)
    SELECT message.id, person FROM message, unnest(%(audience)s::bigint[]) AS person
), mark AS (
    UPDATE chat_membership
    SET read_up_to = CASE WHEN read_up_to = sequence - 1 THEN sequence ELSE read_up_to END
    FROM room
    WHERE id = %(membership)s AND read_up_to < sequence
), emptied AS (
    UPDATE chat_draft
    SET body = '', updated_at = STATEMENT_TIMESTAMP()
    WHERE user_id = %(sender)s AND room_id = %(room)s AND body <> '' AND %(empties_draft)s
    RETURNING user_id
), raised AS (
    UPDATE accounts_user SET inbox = inbox + 1 WHERE id IN (SELECT user_id FROM emptied)
), owed AS (
    INSERT INTO chat_outbox (kind, message_id, revision, attempts, created_at, error)
    SELECT 'dispatch', message.id, revision, 0, STATEMENT_TIMESTAMP(), '' FROM room, message
)
SELECT message.id, sequence, revision, EXISTS (SELECT 1 FROM emptied) FROM room, message
"""


@dataclass(frozen=True, slots=True)
class Send:
    """All of a message that is known before its room is locked."""

    membership: Membership
    body: str
    html: str
    nonce: UUID
    fingerprint: str
    audience: list[int]
    reply_to: Message | None = None
    forwarded_from: Message | None = None
    is_released: bool = False  # by a moderator: its sender has waited, and the draft of today is another one


def write(send: Send) -> Message:
    """Durable when this returns. Raises IntegrityError when the nonce is taken, or a Problem when the member
    may not post: the room's locked row decides, not what was read before. Nothing is written then.

    Where the room is slow, the person's last message is looked up under the lock, by a statement of its own:
    one and the same would not see what another has just committed. The message's room carries the numbers
    that the message took.
    """
    if connection.vendor == "postgresql" and not _waits(send):
        with _alone():
            return _in_one_statement(send)
    with transaction.atomic():
        return _step_by_step(send)


def _alone() -> AbstractContextManager[None]:
    """One statement is a transaction by itself. Inside another one it must not break that when it fails."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _in_one_statement(send: Send) -> Message:
    message = _message(send)
    with connection.cursor() as cursor:
        cursor.execute(
            ONE_STATEMENT,
            {
                "room": message.room_id,
                "sender": message.sender_id,
                "body": message.body,
                "html": message.html,
                "nonce": message.nonce,
                "fingerprint": message.fingerprint,
                "audience": send.audience,
                "sent_at": message.sent_at,
                "membership": send.membership.pk,
                "moderates": _moderates(send.membership),
                "reply_to": message.reply_to_id,
                "forwarded_from": message.forwarded_from_id,
                "empties_draft": not send.is_released,
            },
        )
        written = cursor.fetchone()
    if written is None:
        raise _refusal(send.membership)
    message.pk, sequence, revision, had_draft = written
    message._state.adding = False  # noqa: SLF001 (Django has no other word for "it is there already")
    _number(message, sequence, revision)
    if had_draft:
        call_after_commit([message.sender_id])
    transaction.on_commit(outbox.nudge, robust=True)
    return message


def _step_by_step(send: Send) -> Message:
    message = _message(send)
    _number(message, *Room.objects.take_sequence(message.room_id, message.sender_id))
    if not Room.objects.writable_by(send.membership.pk, moderates=_moderates(send.membership)).exists():
        raise _refusal(send.membership)
    if _waits(send):
        _let_time_pass(message)
    message.save(force_insert=True)
    Recipient.objects.bulk_create([Recipient(message=message, user_id=person) for person in send.audience])
    # Who was up to date stays so; who had not read the message before has not read it now.
    Membership.objects.filter(pk=send.membership.pk, read_up_to=message.sequence - 1).update(
        read_up_to=message.sequence
    )
    if not send.is_released and Draft.objects.of(message.sender_id, message.room_id).empty():
        raise_inboxes([message.sender_id])
    outbox.enqueue(message)
    return message


def _moderates(membership: Membership) -> bool:
    """Asked only where it matters: a moderator's rights stand in tables of their own."""
    return membership.room.is_locked and may_moderate(membership.user)


def _waits(send: Send) -> bool:
    """In slow mode; not for what a moderator has let go."""
    place = send.membership
    return bool(place.room.slow_seconds) and not send.is_released and not place.keeps_order


def _let_time_pass(message: Message) -> None:
    """Raises TooSoon. Call it when the room's row is locked: of two at once, the second finds the first."""
    earlier = Message.objects.filter(sender=message.sender_id, room=message.room_id).order_by("-sequence")
    last = earlier.values_list("sent_at", flat=True).first()
    if last is None:
        return
    wait = message.room.slow_seconds - (timezone.now() - last).total_seconds()
    if wait > 0:
        raise TooSoon(ceil(min(wait, message.room.slow_seconds)))


def _refusal(membership: Membership) -> Problem:
    """Why nothing was written: removed, muted, blocked, or the room does not take it any more."""
    place = Membership.objects.select_related("room", "user").filter(pk=membership.pk).first()
    if place is None:
        return NotYours()
    if place.user.muted_until and place.user.is_muted:
        return Muted(place.user.muted_until)
    if place.room.is_blocked:
        return Blocked()
    if place.room.is_archived:
        return Archived()
    return Locked() if place.room.is_locked and not place.keeps_order else OwnersPost()


def _message(send: Send) -> Message:
    return Message(
        room=send.membership.room,
        sender=send.membership.user,
        body=send.body,
        html=send.html,
        nonce=send.nonce,
        fingerprint=send.fingerprint,
        recipient_count=len(send.audience),
        sent_at=timezone.now(),
        reply_to=send.reply_to,
        forwarded_from=send.forwarded_from,
    )


def _number(message: Message, sequence: int, revision: int) -> None:
    message.sequence = message.room.last_sequence = sequence
    message.revision = message.room.last_revision = revision
