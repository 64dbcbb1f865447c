"""Who hears about a change, and how. Nothing that reading depends on: replaying it changes nothing."""

import json
import logging
from collections.abc import Iterable

from redis import RedisError

from apps import guarded_redis
from apps.chat.models import Message, Outbox, Recipient, Room

logger = logging.getLogger(__name__)

CHANNEL = "hints"  # Redis pub/sub


def announce(rows: Iterable[Outbox]) -> None:
    """One hint per room: which room, how far it is, and who may care. A lost hint costs two seconds."""
    changed: dict[Room, list[Message]] = {}
    for row in rows:
        changed.setdefault(row.message.room, []).append(row.message)
    hints = [_hint(room, messages) for room, messages in changed.items()]
    try:
        for hint in hints:
            guarded_redis.client().publish(CHANNEL, json.dumps(hint))
    except RedisError:
        logger.info("Redis is away: readers will find the change by themselves")


def _hint(room: Room, messages: list[Message]) -> dict[str, object]:
    return {
        "room": room.pk,
        "sequence": room.last_sequence,
        "revision": room.last_revision,
        "audience": _audience(room, messages),
    }


def _audience(room: Room, messages: list[Message]) -> list[int] | None:
    """The people concerned; None means every member."""
    if not room.is_broadcast:
        return None
    addressed = Recipient.objects.filter(message__in=messages).values_list("user_id", flat=True)
    return sorted({*addressed, *(message.sender_id for message in messages)})
