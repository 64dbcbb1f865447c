"""Invitations: a link that lets so many make an account."""

import hashlib
import secrets

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.models import Invitation

REMEMBERED = "invitation"  # in the session: the key of the one that a visitor came by


def give_token(invitation: Invitation) -> str:
    """What its link ends in. Known only now: whoever reads the database cannot come in by it."""
    token = secrets.token_urlsafe(32)
    invitation.digest = _digest(token)
    return token


def find(token: str) -> Invitation | None:
    return Invitation.objects.valid().filter(digest=_digest(token)).first()


def remember(request: HttpRequest, invitation: Invitation) -> None:
    request.session[REMEMBERED] = invitation.pk


def remembered(request: HttpRequest) -> Invitation | None:
    """The one that this browser came by, as long as it is valid."""
    key = request.session.get(REMEMBERED)
    return Invitation.objects.valid().filter(pk=key).first() if key else None


def forget(request: HttpRequest) -> None:
    request.session.pop(REMEMBERED, None)


def use(invitation: Invitation) -> bool:
    """Counts one account more; False when there is none left.

    To be called in the transaction that makes the account: who comes at the same moment waits at the row.
    """
    return bool(Invitation.objects.valid().filter(pk=invitation.pk).update(uses=F("uses") + 1))


def revoke(invitations: QuerySet[Invitation]) -> int:
    """Says how many of them were valid until now."""
    return invitations.filter(revoked_at=None).update(revoked_at=timezone.now())


def _digest(token: str) -> str:
    """Not salted and quick: the token is too long to be tried out."""
    return hashlib.sha256(token.encode()).hexdigest()
