from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.chat.models.message import Message


class Saved(models.Model):
    """A message that a person has put aside for later; nobody else knows."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved", db_index=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="saved_by")
    saved_at = models.DateTimeField(_("saved at"), auto_now_add=True)

    class Meta:
        verbose_name = _("saved message")
        verbose_name_plural = _("saved messages")
        constraints = [models.UniqueConstraint(fields=["user", "message"], name="saved_once")]

    def __str__(self) -> str:
        return f"message {self.message_id} saved by {self.user_id}"
