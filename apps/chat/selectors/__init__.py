"""The one door to reads that join several sources. Each starts at the person who asks."""

from apps.chat.selectors.numbers import Inbox, Numbers, inbox_of, numbers_of, parse_inbox
from apps.chat.selectors.people import other_in, title_of
from apps.chat.selectors.sidebar import Entry, Sidebar, sidebar_for
from apps.chat.selectors.transcript import (
    MOST_CHANGES,
    Page,
    Updates,
    addressees_of,
    changes_of,
    page_of,
    recipients_of,
    updates_of,
)
from apps.chat.selectors.unread import first_unread

__all__ = [
    "MOST_CHANGES",
    "Entry",
    "Inbox",
    "Numbers",
    "Page",
    "Sidebar",
    "Updates",
    "addressees_of",
    "changes_of",
    "first_unread",
    "inbox_of",
    "numbers_of",
    "other_in",
    "page_of",
    "parse_inbox",
    "recipients_of",
    "sidebar_for",
    "title_of",
    "updates_of",
]
