from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.chat.models.message import Message


class Recipient(models.Model):
    """One addressee of one broadcast: who was online when it was sent.

    A person's rows in the order of `message_id` are in the order of the transcript: a message's id is
    drawn while its room is locked. So the index finds the latest ones, and those after a read mark.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="recipients")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="broadcasts", db_index=False)

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        constraints = [models.UniqueConstraint(fields=["user", "message"], name="one_recipient_per_message")]

    def __str__(self) -> str:
        return f"{self.user_id} of message {self.message_id}"
