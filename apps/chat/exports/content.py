"""What an export holds, as plain values.

profile.json: {format, made_at, profile, rooms, reactions, saved, drafts, held}.
messages.json: {format, made_at, conversations: [{room, kind, title, whole, messages: […]}]}. `whole` says
whether all of it is here, as of direct conversations, or what the person wrote alone. Times are ISO 8601.
A room or a message is the same number wherever it is named.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Any

from allauth.account.models import EmailAddress

from apps.accounts import pictures
from apps.accounts.models import User
from apps.accounts.providers import connections
from apps.chat.models import Message, Room
from apps.chat.selectors import titles_of

FORMAT = 1  # raise it when the shape changes
AT_ONCE = 500  # rows

Values = dict[str, Any]


def _picture_of(user: User) -> str:
    """Within the text: it is small."""
    try:
        content = pictures.read(user.picture) if user.picture else b""
    except FileNotFoundError:  # replaced while this is made
        content = b""
    return f"data:image/webp;base64,{b64encode(content).decode()}" if content else ""


def profile_of(user: User) -> Values:
    addresses = EmailAddress.objects.filter(user=user).order_by("pk").values("email", "verified", "primary")
    return {
        "username": user.username,
        "name": user.name,
        "picture": _picture_of(user),
        "code": user.usercode,
        "email": user.email,
        "addresses": list(addresses),
        "connections": [{"provider": one.name, "as": one.who} for one in connections(user)],
        "joined_at": user.date_joined,
        "last_sign_in": user.last_login,
        "last_seen": user.last_seen,
        "language": user.language,
        "theme": user.theme,
        "sends_with": user.sends_with,
        "plays_sound": user.plays_sound,
        "appears_offline": user.appear_offline,
    }


def rooms_of(user: User) -> Iterator[Values]:
    places = list(user.memberships.select_related("room").order_by("room_id"))
    titles = titles_of(user, [place.room for place in places])
    for place in places:
        yield {
            "room": place.room_id,
            "kind": place.room.kind,
            "title": titles[place.room_id],
            "joined_at": place.joined_at,
            "is_owner": place.is_owner,
            "notifications": place.involvement,
            "is_favourite": place.favourite_position is not None,
            "read_up_to": place.read_up_to,
        }


def reactions_of(user: User) -> Iterator[Values]:
    rows = user.reactions.order_by("pk").values_list("emoji", "message", "message__room")
    for emoji, message, room in rows.iterator(AT_ONCE):
        yield {"emoji": emoji, "message": message, "room": room}


def saved_of(user: User) -> Iterator[Values]:
    """Where they stand and not what they say: most are others' words."""
    rows = user.saved.order_by("pk").values_list("saved_at", "message", "message__room")
    for saved_at, message, room in rows.iterator(AT_ONCE):
        yield {"saved_at": saved_at, "message": message, "room": room}


def drafts_of(user: User) -> Iterator[Values]:
    for draft in user.drafts.unsent().order_by("pk").iterator(AT_ONCE):
        yield {"room": draft.room_id, "text": draft.body, "written_at": draft.updated_at}


def held_of(user: User) -> Iterator[Values]:
    """What waits for a moderator, or was rejected."""
    for held in user.held_messages.order_by("pk").iterator(AT_ONCE):
        yield {
            "room": held.room_id,
            "text": held.body,
            "written_at": held.at,
            "rejected_at": held.rejected_at,
            "reason": held.reason,
        }


def conversation(user: User, room: Room, *, is_whole: bool) -> Values:
    return {
        "room": room.pk,
        "kind": room.kind,
        "title": titles_of(user, [room])[room.pk],
        "whole": is_whole,
    }


def messages(user: User, found: Sequence[Message]) -> Iterator[Values]:
    """Each needs its sender; of the person's own, the earlier texts come too."""
    for message in found:
        is_own = message.sender_id == user.pk
        yield {
            "message": message.pk,
            "number": message.sequence,
            "sent_at": message.sent_at,
            "edited_at": message.edited_at,
            "from": message.sender.display_name,
            "is_own": is_own,
            "text": "" if message.is_gone else message.body,
            "removed": message.is_gone,
            "reply_to": message.reply_to_id,
            "forwarded_from": message.forwarded_from_id,
            "earlier_texts": _earlier(message) if is_own and not message.is_gone else [],
        }


def _earlier(message: Message) -> list[Values]:
    edits = sorted(message.edits.all(), key=lambda edit: edit.pk)
    return [{"text": edit.body, "until": edit.edited_at} for edit in edits]
