"""The one door to reads that join several sources. Each starts at the person who asks."""

from apps.chat.selectors.numbers import Numbers, inbox_of, numbers_of
from apps.chat.selectors.people import other_in, title_of
from apps.chat.selectors.sidebar import Entry, Sidebar, sidebar_for
from apps.chat.selectors.transcript import Page, Updates, page_of, recipients_of, updates_of
from apps.chat.selectors.unread import first_unread

__all__ = [
    "Entry",
    "Numbers",
    "Page",
    "Sidebar",
    "Updates",
    "first_unread",
    "inbox_of",
    "numbers_of",
    "other_in",
    "page_of",
    "recipients_of",
    "sidebar_for",
    "title_of",
    "updates_of",
]
