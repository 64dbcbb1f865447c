"""What stands in a person's box of a room, kept for their other devices and for later."""

from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from apps.chat.inboxes import raise_inboxes
from apps.chat.models import Draft, Membership


def save_draft(membership: Membership, body: str, written_at: int | None = None) -> None:
    """Keeps `body`; an empty one says that nothing is being written any more.

    `written_at`: milliseconds by our clock, as near as the page can tell. What was written on another
    device since then stays. The person's sidebars hear of a draft that appears or vanishes, not of
    every letter.
    """
    moment = _moment(written_at)
    with transaction.atomic():
        draft, _ = Draft.objects.select_for_update().get_or_create(
            user=membership.user, room=membership.room, defaults={"updated_at": moment}
        )
        if draft.body and draft.updated_at > moment:
            return
        is_news = bool(draft.body) != bool(body)
        draft.body, draft.updated_at = body, moment
        draft.save(update_fields=["body", "updated_at"])
        if is_news:
            raise_inboxes([membership.user_id])


def _moment(milliseconds: int | None) -> datetime:
    """Never in the future: no later draft could take its place."""
    now = timezone.now()
    return now if milliseconds is None else min(now, datetime.fromtimestamp(milliseconds / 1000, UTC))
