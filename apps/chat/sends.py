"""The write of a send: short, because every other sender to the room waits for it to commit."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from apps.chat import outbox
from apps.chat.models import Membership, Message, Recipient, Room

# The same as `_step_by_step`, without four round trips under the room's lock. The mark is compared inside
# SET: what WHERE sees is as old as the statement, and another send of this person may have moved it since.
ONE_STATEMENT = """
WITH room AS (
    UPDATE chat_room
    SET last_sequence = last_sequence + 1, last_revision = last_revision + 1,
        last_message_at = STATEMENT_TIMESTAMP()
    WHERE id = %(room)s
    RETURNING last_sequence AS sequence, last_revision AS revision
), message AS (
    INSERT INTO chat_message (room_id, sender_id, sequence, revision, body, html, nonce, fingerprint,
        recipient_count, sent_at)
    SELECT %(room)s, %(sender)s, sequence, revision, %(body)s::text, %(html)s::text, %(nonce)s::uuid,
        %(fingerprint)s::text, cardinality(%(audience)s::bigint[]), %(sent_at)s::timestamptz
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
), owed AS (
    INSERT INTO chat_outbox (kind, message_id, revision, attempts, created_at, error)
    SELECT 'dispatch', message.id, revision, 0, STATEMENT_TIMESTAMP(), '' FROM room, message
)
SELECT message.id, sequence, revision FROM room, message
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """All of a message that is known before its room is locked."""

    membership: Membership
    body: str
    html: str
    nonce: UUID
    fingerprint: str
    audience: list[int]


def write(draft: Draft) -> Message:
    """Durable when this returns. Raises IntegrityError when the nonce is taken; nothing is written then.

    The message's room carries the numbers that the message took.
    """
    if connection.vendor == "postgresql":
        with _alone():
            return _in_one_statement(draft)
    with transaction.atomic():
        return _step_by_step(draft)


def _alone() -> AbstractContextManager[None]:
    """One statement is a transaction by itself. Inside another one it must not break that when it fails."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _in_one_statement(draft: Draft) -> Message:
    message = _message(draft)
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
                "audience": draft.audience,
                "sent_at": message.sent_at,
                "membership": draft.membership.pk,
            },
        )
        message.pk, sequence, revision = cursor.fetchone()
    message._state.adding = False  # noqa: SLF001 (Django has no other word for "it is there already")
    _number(message, sequence, revision)
    transaction.on_commit(outbox.nudge, robust=True)
    return message


def _step_by_step(draft: Draft) -> Message:
    message = _message(draft)
    _number(message, *Room.objects.take_sequence(message.room_id))
    message.save(force_insert=True)
    Recipient.objects.bulk_create([Recipient(message=message, user_id=person) for person in draft.audience])
    # Who was up to date stays so; who had not read the message before has not read it now.
    Membership.objects.filter(pk=draft.membership.pk, read_up_to=message.sequence - 1).update(
        read_up_to=message.sequence
    )
    outbox.enqueue(message)
    return message


def _message(draft: Draft) -> Message:
    return Message(
        room=draft.membership.room,
        sender=draft.membership.user,
        body=draft.body,
        html=draft.html,
        nonce=draft.nonce,
        fingerprint=draft.fingerprint,
        recipient_count=len(draft.audience),
        sent_at=timezone.now(),
    )


def _number(message: Message, sequence: int, revision: int) -> None:
    message.sequence = message.room.last_sequence = sequence
    message.revision = message.room.last_revision = revision
