from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.chat.models.message import Message


class Edit(models.Model):
    """A text that a message had until it was edited. Wiped when the message is deleted."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="edits")
    body = models.TextField(_("text before"))
    edited_at = models.DateTimeField(_("edited at"))

    class Meta:
        verbose_name = _("edit")
        verbose_name_plural = _("edits")

    def __str__(self) -> str:
        return f"edit of message {self.message_id}"
