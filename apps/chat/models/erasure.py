from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User


class Erasure(models.Model):
    """A deleted account of which something may still stand elsewhere. The row goes when nothing does."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    begun_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    # Sessions are looked through in the order of their keys; up to which one, "" from the beginning.
    sessions_up_to = models.CharField(max_length=40, blank=True, default="", db_default="", editable=False)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        return f"erasure of {self.user_id}"
