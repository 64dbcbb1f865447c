"""A room's changes as the fragment that a page merges: the answer of a send and of a poll, held or not."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from apps.chat import selectors
from apps.chat.models import Membership, Message
from apps.chat.rendering import fragments
from apps.chat.selectors import Updates


def changes_since(membership: Membership, cursor: int, own: Message | None = None) -> SafeString:
    """`own` is among them in any case: the answer to a late copy of a send names what it has become."""
    if own and own.revision == cursor + 1 == membership.room.last_revision:
        # Nothing came in between.
        return render_changes(Updates(membership.room, cursor, own.revision, [own]))
    updates = selectors.updates_of(membership, cursor)
    if own and own.revision <= cursor and not updates.is_reload:
        updates.messages.insert(0, own)
    return render_changes(updates)


def render_changes(updates: Updates) -> SafeString:
    context = {"updates": updates, "room": updates.room, "messages": fragments(updates.messages)}
    return render_to_string("chat/_changes.html", context)
