from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.chat.models.room import Room


class RoomBan(models.Model):
    """Who was removed from an open room stays out of it, until an owner or a moderator lets them in again."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="bans", verbose_name=_("room"))
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="room_bans", verbose_name=_("person")
    )
    made_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("ban from a room")
        verbose_name_plural = _("bans from rooms")
        constraints = [models.UniqueConstraint(fields=["room", "user"], name="one_ban_per_room")]

    def __str__(self) -> str:
        return f"{self.user}, {self.room}"
