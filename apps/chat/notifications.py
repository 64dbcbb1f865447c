"""Who hears about a change, and how. Nothing that reading depends on: replaying it changes nothing."""

import json
import logging
from collections.abc import Iterable, Sequence

from redis import RedisError

from apps import guarded_redis
from apps.chat import receipts, typists
from apps.chat.models import Message, Outbox, Recipient, Room

logger = logging.getLogger(__name__)

CHANNEL = "hints"  # Redis pub/sub


def announce(rows: Sequence[Outbox]) -> None:
    """One hint per room: which room, how far it is, and who may care. A lost hint costs two seconds."""
    changed: dict[Room, list[Message]] = {}
    for row in rows:
        changed.setdefault(row.message.room, []).append(row.message)
    hints = [_hint(room, messages) for room, messages in changed.items()]
    try:
        # Before the hints: or the message would come with the news that it is still being typed.
        typists.stop([(row.message.room_id, row.message.sender_id) for row in rows])
        for hint in hints:
            guarded_redis.client().publish(CHANNEL, json.dumps(hint))
    except RedisError:
        logger.debug("Redis is away: readers will find the change by themselves")


def call(people: Iterable[int]) -> None:
    """Their held polls look again: something concerns them alone, or they may not be let in any more."""
    try:
        guarded_redis.client().publish(CHANNEL, json.dumps({"people": list(people)}))
    except RedisError:
        logger.debug("Redis is away: the next look tells")


def stir(room: int, what: str) -> None:
    """`what` is "typing" or "receipts": the pages that show this room may want to show it otherwise."""
    try:
        guarded_redis.client().publish(CHANNEL, json.dumps({"room": room, what: True}))
    except RedisError:
        logger.debug("Redis is away: nobody hears of it at once")


def stir_receipts(room: Room) -> None:
    if receipts.are_told_in(room):
        stir(room.pk, "receipts")


def _hint(room: Room, messages: list[Message]) -> dict[str, object]:
    return {
        "room": room.pk,
        "kind": room.kind,
        "sequence": room.last_sequence,
        "revision": room.last_revision,
        "sender": room.last_sender_id,
        "audience": _audience(room, messages),
    }


def _audience(room: Room, messages: list[Message]) -> list[int] | None:
    """The people concerned; None means every member."""
    if not room.is_broadcast:
        return None
    addressed = Recipient.objects.filter(message__in=messages).values_list("user_id", flat=True)
    return sorted({*addressed, *(message.sender_id for message in messages)})
