"""The audit log: what moderators did. No text of a message ever stands in it."""

from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.chat.models import Message, Room
from apps.moderation.models import Action, AuditEntry


def record(
    actor: User | None,
    action: Action,
    *,
    person: User | None = None,
    room: Room | None = None,
    message: Message | None = None,
    reason: str = "",
    **detail: Any,
) -> AuditEntry:
    """Writes an entry; call it in the transaction of what it tells of. Without `actor` the clock did it.

    A message names its room and its sender by itself.
    """
    if message:
        person, room = person or message.sender, room or message.room
    return AuditEntry.objects.create(
        actor=actor,
        actor_name=_called(actor) or _("the clock"),
        action=action,
        person=person,
        person_name=_called(person),
        room=room.pk if room else None,
        room_name=str(room) if room else "",
        message=message.pk if message else None,
        reason=reason,
        detail=detail,
    )


def _called(person: User | None) -> str:
    return f"{person.display_name} ({person.username})" if person else ""
