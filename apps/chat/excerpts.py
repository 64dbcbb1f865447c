"""A message in one line of plain text, for quotes and lists."""

import re
from html import unescape

from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from apps.chat.markup import shown
from apps.chat.models import Message

LONGEST = 140  # characters
ENOUGH = 2_000  # characters of HTML that are looked at: a long message is not read through for its first line
BLOCK_END = re.compile(r"</(?:p|li|h\d|pre|div|tr|td|th|blockquote)>|<br\s*/?>")
CUT_TAG = re.compile(r"<[^>]*$")


def excerpt(message: Message, longest: int = LONGEST) -> str:
    """No markup in it, and nothing escaped: it is escaped where it is shown."""
    if message.is_gone:
        return _("Message deleted")
    html = CUT_TAG.sub("", shown(message.html[:ENOUGH]))
    text = " ".join(unescape(strip_tags(BLOCK_END.sub(" ", html))).split())
    if not text and message.forwarded_from_id:
        return _("Forwarded message")
    return Truncator(text).chars(longest)
