"""Who may act on whom. Two groups have these rights: Moderator and Owner."""

from django.contrib.auth.models import Permission
from django.db.models import Q

from apps.accounts.models import User
from apps.accounts.moderators import MODERATE, may_moderate
from apps.moderation.problems import AboveYou, NotAllowed, Oneself

OVERSEE = "moderation.oversee"

_EACH = (
    MODERATE,
    "moderation.view_auditentry",
    "accounts.view_user",
    "chat.view_room",
    "chat.view_message",
    "chat.change_message",  # the list's "hide" and "restore"
)
GROUPS = {
    "Moderator": _EACH,
    "Owner": (*_EACH, OVERSEE, "accounts.change_user", "chat.add_room", "chat.change_room"),
}


def require_right(actor: User, person: User) -> None:
    """Raises NotAllowed, or one that says more."""
    if not may_moderate(actor):
        raise NotAllowed
    if person.pk == actor.pk:
        raise Oneself
    if actor.is_superuser:
        return
    if person.is_superuser or (_moderates(person) and not actor.has_perm(OVERSEE)):
        raise AboveYou


def _moderates(person: User) -> bool:
    """Asked of the tables: of who is suspended, `has_perm` says that they may nothing."""
    right = Permission.objects.filter(content_type__app_label="moderation", codename="moderate")
    holders = Q(user_permissions__in=right) | Q(groups__permissions__in=right)
    return User.objects.filter(holders, pk=person.pk).exists()
