"""The one door to the chat's rows."""

from apps.chat.models.draft import Draft
from apps.chat.models.edit import Edit
from apps.chat.models.erasure import Erasure
from apps.chat.models.export import Export
from apps.chat.models.held_message import HeldMessage
from apps.chat.models.membership import Involvement, Membership
from apps.chat.models.mention import Mention
from apps.chat.models.message import Message
from apps.chat.models.outbox import Outbox
from apps.chat.models.reaction import Reaction
from apps.chat.models.recipient import Recipient
from apps.chat.models.room import Kind, LockedBy, Room, direct_key, url_of
from apps.chat.models.room_ban import RoomBan
from apps.chat.models.saved import Saved
from apps.chat.models.search_text import SearchText

__all__ = [
    "Draft",
    "Edit",
    "Erasure",
    "Export",
    "HeldMessage",
    "Involvement",
    "Kind",
    "LockedBy",
    "Membership",
    "Mention",
    "Message",
    "Outbox",
    "Reaction",
    "Recipient",
    "Room",
    "RoomBan",
    "Saved",
    "SearchText",
    "direct_key",
    "url_of",
]
