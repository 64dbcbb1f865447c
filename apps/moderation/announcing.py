"""Saying something to everybody: by moderators, and written down."""

from django.db import transaction

from apps.accounts import announcements
from apps.accounts.models import Announcement, User
from apps.accounts.moderators import may_moderate
from apps.moderation import audit
from apps.moderation.models import Action
from apps.moderation.problems import NotAllowed, Standing


def announce(actor: User, announcement: Announcement) -> None:
    """On all pages with their next poll, in place of the one before. Raises NotAllowed."""
    if not may_moderate(actor):
        raise NotAllowed
    with transaction.atomic():
        announcements.make(announcement)
        until = announcement.until.isoformat() if announcement.until else "ended"
        text, number = announcement.text, announcement.pk
        audit.record(actor, Action.ANNOUNCE, reason=text, number=number, until=until)


def end(actor: User, announcement: Announcement) -> None:
    """Raises NotAllowed, or Standing when it has ended already."""
    if not may_moderate(actor):
        raise NotAllowed
    with transaction.atomic():
        if not announcements.end(announcement):
            raise Standing
        audit.record(actor, Action.RECALL, reason=announcement.text, number=announcement.pk)
