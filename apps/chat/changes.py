from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from apps.chat.rendering import fragments
from apps.chat.selectors import Updates


def render_changes(updates: Updates) -> SafeString:
    """A room's changes as the fragment that a page merges: a send's answer, a poll's, held or not."""
    context = {"updates": updates, "room": updates.room, "messages": fragments(updates.messages)}
    return render_to_string("chat/_changes.html", context)
