from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.chat.models.room import Room


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, user_id: int, room_id: int) -> "DraftQuerySet":
        return self.filter(user=user_id, room=room_id)

    def unsent(self) -> "DraftQuerySet":
        """Those with a text in them."""
        return self.exclude(body="")

    def empty(self) -> int:
        """Returns how many there were to empty."""
        return self.unsent().update(body="", updated_at=Now())


class Draft(models.Model):
    """What a person has written into the box of a room and not sent yet. Nobody else ever sees it.

    An emptied one stays, without its text: its time tells a page with an older copy that it was sent.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts", db_index=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="drafts")
    body = models.TextField(_("text"), blank=True)
    updated_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["user", "room"], name="one_draft_per_room")]

    def __str__(self) -> str:
        return f"draft of {self.user_id} in {self.room_id}"
