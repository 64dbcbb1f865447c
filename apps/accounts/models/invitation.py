from datetime import datetime, timedelta
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models.user import User

LASTS = timedelta(days=7)


class Invitations(models.QuerySet["Invitation"]):
    def valid(self) -> "Invitations":
        """Somebody can still come in by it."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), uses__lt=models.F("most_uses"))


def in_a_week() -> datetime:
    return timezone.now() + LASTS


class Invitation(models.Model):
    """Lets in whoever has its link, of which the database knows the digest alone."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("For whom it is. Only staff sees it.")
    )
    made_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="invitations",
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), default=in_a_week)
    most_uses = models.PositiveIntegerField(
        _("accounts at most"), default=1, validators=[MinValueValidator(1)]
    )
    uses = models.PositiveIntegerField(_("accounts made"), default=0, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects: ClassVar[Invitations] = Invitations.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(uses__lte=models.F("most_uses")), name="not_used_too_often"
            )
        ]

    def __str__(self) -> str:
        return self.note or f"{self._meta.verbose_name} {self.pk}"
