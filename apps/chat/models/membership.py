from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.chat.models.room import Room


class Involvement(models.TextChoices):
    MUTED = "muted", _("muted")
    MENTIONS = "mentions", _("mentions")
    EVERYTHING = "everything", _("everything")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def rise_to(self, sequence: int) -> int:
        """Moves read marks up to `sequence`, never back. Returns how many moved."""
        return self.filter(read_up_to__lt=sequence).update(read_up_to=sequence)


class Membership(models.Model):
    """The permission to be in a room, the read mark and the notification level: one row."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    read_up_to = models.PositiveBigIntegerField(default=0, editable=False)
    involvement = models.CharField(
        _("involvement"), max_length=10, choices=Involvement, default=Involvement.EVERYTHING
    )
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "room"], name="one_membership_per_room")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.room_id}"
