from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.chat.models.message import Message


class ReactionQuerySet(models.QuerySet["Reaction"]):
    def of_messages(self, messages: Iterable[Message]) -> "ReactionQuerySet":
        """In the order in which they were given, with the names of who gave them."""
        given = self.filter(message__in=list(messages)).select_related("user").order_by("pk")
        return given.only("message", "emoji", "user__username", "user__name", "user__deleted_at")


class Reaction(models.Model):
    """One person's emoji on one message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reactions", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reactions")
    emoji = models.CharField(max_length=32)

    objects = ReactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [
            models.UniqueConstraint(fields=["message", "emoji", "user"], name="one_reaction_per_emoji")
        ]

    def __str__(self) -> str:
        return f"{self.emoji} of {self.user_id} on message {self.message_id}"
