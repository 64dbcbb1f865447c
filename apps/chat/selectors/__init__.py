"""The one door to reads that join several sources. Each starts at the person who asks."""

from apps.chat.selectors.conversations import Conversation, conversations_of
from apps.chat.selectors.directory import Directory, directory_for
from apps.chat.selectors.members import MOST_FOUND, bans_of, members_of, people_for, people_named
from apps.chat.selectors.mentions import people_called, suggested_people
from apps.chat.selectors.numbers import Inbox, Numbers, inbox_of, numbers_of, parse_inbox
from apps.chat.selectors.people import others_in, title_of, titles_of
from apps.chat.selectors.saved import Place, SavedPage, find_readable, places_of, saved_by, saved_in
from apps.chat.selectors.sidebar import Entry, Sidebar, sidebar_for
from apps.chat.selectors.transcript import (
    MOST_CHANGES,
    Page,
    Updates,
    addressees_of,
    changes_of,
    find_visible,
    page_after,
    page_around,
    page_of,
    readable_from,
    recipients_of,
    updates_of,
)
from apps.chat.selectors.unread import first_unread, last_of_others

__all__ = [
    "MOST_CHANGES",
    "MOST_FOUND",
    "Conversation",
    "Directory",
    "Entry",
    "Inbox",
    "Numbers",
    "Page",
    "Place",
    "SavedPage",
    "Sidebar",
    "Updates",
    "addressees_of",
    "bans_of",
    "changes_of",
    "conversations_of",
    "directory_for",
    "find_readable",
    "find_visible",
    "first_unread",
    "inbox_of",
    "last_of_others",
    "members_of",
    "numbers_of",
    "others_in",
    "page_after",
    "page_around",
    "page_of",
    "parse_inbox",
    "people_called",
    "people_for",
    "people_named",
    "places_of",
    "readable_from",
    "recipients_of",
    "saved_by",
    "saved_in",
    "sidebar_for",
    "suggested_people",
    "title_of",
    "titles_of",
    "updates_of",
]
