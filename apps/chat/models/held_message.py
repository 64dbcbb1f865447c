from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.chat.models.message import Message
from apps.chat.models.room import Room


class HeldMessageQuerySet(models.QuerySet["HeldMessage"]):
    def waiting(self) -> Self:
        """Nobody has decided about them yet."""
        return self.filter(rejected_at=None)


class HeldMessage(models.Model):
    """What somebody has sent and nobody reads before a moderator lets it go. Then it is sent, and this goes.

    A rejected one stays for its sender alone, who is told so, until they have seen it.
    """

    at = models.DateTimeField(_("when"), default=timezone.now)
    sender = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="held_messages", verbose_name=_("sender")
    )
    # Without one it begins a conversation with `people`, of which they must not hear before.
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("room")
    )
    people = models.JSONField(default=list)
    body = models.TextField(_("text"), blank=True)
    nonce = models.UUIDField()
    calls_everyone = models.BooleanField(default=False)
    reply_to = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    forwarded_from = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    found = models.JSONField(_("what was found in it"), default=list)
    alerted_at = models.DateTimeField(null=True)
    rejected_at = models.DateTimeField(_("rejected at"), null=True)
    reason = models.TextField(_("reason"), blank=True)  # of the rejection, for the sender

    objects = HeldMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("held message")
        verbose_name_plural = _("held messages")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["sender", "nonce"], name="one_held_message_per_nonce")]
        indexes = [
            models.Index(fields=["at"], condition=Q(rejected_at=None), name="held_messages_waiting"),
            models.Index(
                fields=["rejected_at"], condition=Q(rejected_at__isnull=False), name="held_messages_rejected"
            ),
        ]

    def __str__(self) -> str:
        return f"held message {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.rejected_at is None

    @property
    def is_private(self) -> bool:
        """Whether it goes to a direct conversation."""
        return self.room is None or self.room.is_direct

    @property
    def place_name(self) -> str | Promise:
        """What a moderator is told of where it goes."""
        return _("a direct conversation") if self.room is None else str(self.room)
