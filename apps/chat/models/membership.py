from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.moderators import may_moderate
from apps.chat.models.room import Room


class Involvement(models.TextChoices):
    MUTED = "muted", _("muted")
    MENTIONS = "mentions", _("mentions")
    EVERYTHING = "everything", _("everything")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def rise_to(self, sequence: int) -> int:
        """Moves read marks up to `sequence`, never back. Returns how many moved."""
        return self.filter(read_up_to__lt=sequence).update(read_up_to=sequence)

    def owners(self) -> "MembershipQuerySet":
        return self.filter(is_owner=True)

    def favourites(self) -> "MembershipQuerySet":
        """In the order that their person has given them."""
        return self.filter(favourite_position__isnull=False).order_by("favourite_position", "pk")

    def fall_to(self, sequence: int) -> int:
        """Moves read marks down to `sequence`, never up. Returns how many moved."""
        return self.filter(read_up_to__gt=sequence).update(read_up_to=sequence)


class Membership(models.Model):
    """The permission to be in a room, the read mark and the notification level: one row."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    read_up_to = models.PositiveBigIntegerField(default=0, editable=False)
    involvement = models.CharField(
        _("involvement"), max_length=10, choices=Involvement, default=Involvement.EVERYTHING
    )
    is_owner = models.BooleanField(_("owner"), default=False, db_default=False)
    # The first sequence that the member may read: some closed rooms keep their past from newcomers.
    readable_from = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)
    favourite_position = models.PositiveIntegerField(null=True, blank=True, editable=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "room"], name="one_membership_per_room")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.room_id}"

    @property
    def may_manage(self) -> bool:
        """Whether the room's order is theirs to keep: an owner, or anyone in a direct conversation."""
        return self.is_owner or self.room.is_direct

    @property
    def keeps_order(self) -> bool:
        """Neither a lock nor slow mode binds who does."""
        return self.is_owner or may_moderate(self.user)

    @property
    def may_post(self) -> bool:
        """The send decides it again, when the room's row is locked."""
        if self.room.is_archived or (self.room.is_announcement and not self.is_owner):
            return False
        return not self.room.is_locked or self.keeps_order

    @property
    def may_invite(self) -> bool:
        """Anyone brings others into an open room; into a closed one its owners do."""
        is_living = self.room.is_named and not self.room.is_archived
        return is_living and (self.is_owner or not self.room.is_closed)
