from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User


class Kind(models.TextChoices):
    OPEN = "open", _("room")
    DIRECT = "direct", _("direct conversation")
    BROADCAST = "broadcast", _("everyone online")


class RoomQuerySet(models.QuerySet["Room"]):
    def broadcast(self) -> Room:
        """The one room that everyone is in."""
        return self.get_or_create(kind=Kind.BROADCAST)[0]

    def take_sequence(self, room_id: int) -> tuple[int, int]:
        """The next sequence and revision. Locks the room's row until the transaction ends.

        Take it as late as possible: with the number first and slow work after it, a busy room
        keeps a sixth of its throughput.
        """
        self.filter(pk=room_id).update(
            last_sequence=F("last_sequence") + 1,
            last_revision=F("last_revision") + 1,
            last_message_at=Now(),
        )
        return self.values_list("last_sequence", "last_revision").get(pk=room_id)

    def take_revision(self, room_id: int) -> int:
        """The next revision, for a change that is no send. Locks the room's row."""
        self.filter(pk=room_id).update(last_revision=F("last_revision") + 1)
        return self.values_list("last_revision", flat=True).get(pk=room_id)


class Room(models.Model):
    """A place for messages. Its two numbers are what readers follow.

    `last_sequence` counts sends, without a hole; `last_revision` counts every change.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OPEN)
    name = models.CharField(_("name"), max_length=80, blank=True)
    # "3:17", the two people's ids in rising order: two people have one lasting conversation.
    direct_key = models.CharField(max_length=41, unique=True, null=True, blank=True, editable=False)
    first_sequence = models.PositiveBigIntegerField(default=1, editable=False)
    last_sequence = models.PositiveBigIntegerField(default=0, editable=False)
    last_revision = models.PositiveBigIntegerField(default=0, editable=False)
    last_message_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    members: models.ManyToManyField[User, Room] = models.ManyToManyField(
        User, through="chat.Membership", related_name="rooms"
    )

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="broadcast"), name="one_broadcast_room"
            ),
            models.CheckConstraint(
                condition=Q(kind="direct", direct_key__isnull=False)
                | (~Q(kind="direct") & Q(direct_key__isnull=True)),
                name="direct_room_has_its_key",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("chat:home") if self.is_broadcast else reverse("chat:room", args=[self.pk])

    @property
    def is_broadcast(self) -> bool:
        return self.kind == Kind.BROADCAST

    @property
    def is_direct(self) -> bool:
        return self.kind == Kind.DIRECT
