"""Who keeps order everywhere: by the right that the group Moderator has, and Owner."""

from django.contrib.auth.models import AnonymousUser

from apps.accounts.models import User

MODERATE = "moderation.moderate"


def may_moderate(user: User | AnonymousUser) -> bool:
    """Asks no table of those who are no staff."""
    return user.is_active and user.is_staff and user.has_perm(MODERATE)
