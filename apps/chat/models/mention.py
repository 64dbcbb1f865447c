from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.chat.models.message import Message
from apps.chat.models.room import Room


class Mention(models.Model):
    """One person who is called by one message. Written when the message is dispatched.

    `room` and `sequence` are the message's own, which never change: how many of a room's mentions a person
    has not read is then a piece of one index.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    sequence = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            models.UniqueConstraint(fields=["user", "room", "sequence"], name="one_mention_per_message")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in message {self.message_id}"
