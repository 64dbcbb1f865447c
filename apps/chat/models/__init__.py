"""The one door to the chat's rows."""

from apps.chat.models.membership import Involvement, Membership
from apps.chat.models.message import Message
from apps.chat.models.outbox import Outbox
from apps.chat.models.recipient import Recipient
from apps.chat.models.room import Kind, Room

__all__ = ["Involvement", "Kind", "Membership", "Message", "Outbox", "Recipient", "Room"]
