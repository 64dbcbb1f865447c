from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.chat.models.room import Kind, Room


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User, room: Room) -> Self:
        """What `user`, a member, may see of `room`.

        Of a broadcast, what they sent or were sent; of a closed room, nothing from before they may read.
        """
        messages = self.filter(room=room)
        if room.is_closed:
            place = user.memberships.filter(room=room)
            return messages.filter(sequence__gte=Subquery(place.values("readable_from")))
        if not room.is_broadcast:
            return messages
        return messages.filter(Q(sender=user) | Exists(user.broadcasts.filter(message=OuterRef("pk"))))

    def readable_by(self, user: User) -> Self:
        """What `user` may see, of all their rooms."""
        mine = self.filter(room__memberships__user=user, sequence__gte=F("room__memberships__readable_from"))
        received = Exists(user.broadcasts.filter(message=OuterRef("pk")))
        return mine.filter(~Q(room__kind=Kind.BROADCAST) | Q(sender=user) | received)

    def sent_as(self, sender: User, nonce: UUID) -> "Message | None":
        """The message that `sender` has already sent under `nonce`."""
        return self.filter(sender=sender, nonce=nonce).select_related("sender", "room").first()

    def changed_between(self, since: int, until: int) -> Self:
        """Everything new or changed after revision `since`, `until` included, oldest change first."""
        return self.filter(revision__gt=since, revision__lte=until).order_by("revision")

    def quoting(self, *messages: "Message") -> Self:
        """Replies to any of `messages`, and messages that forward it."""
        return self.filter(Q(reply_to__in=messages) | Q(forwarded_from__in=messages))

    def standing(self) -> Self:
        """Those in whose place there is no tombstone."""
        return self.filter(deleted_at=None, hidden_at=None)

    def pinned(self) -> Self:
        """The latest pinned first."""
        return self.filter(pinned_at__isnull=False).order_by("-pinned_at")

    def before(self, sequence: int | None) -> Self:
        """The latest first; all of them, or those before `sequence`."""
        older = self if sequence is None else self.filter(sequence__lt=sequence)
        return older.order_by("-sequence")

    def after(self, sequence: int) -> Self:
        """The earliest first, of those after `sequence`."""
        return self.filter(sequence__gt=sequence).order_by("sequence")


class Message(models.Model):
    """One message. `sequence` is its place, for ever; `revision` is its latest change.

    Rows are changed through services alone: a change without a new revision reaches nobody.
    """

    # No index of their own: those below begin with them.
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages", db_index=False)
    sender = models.ForeignKey(User, on_delete=models.PROTECT, related_name="messages", db_index=False)
    sequence = models.PositiveBigIntegerField()
    revision = models.PositiveBigIntegerField()
    body = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True, editable=False)
    nonce = models.UUIDField(help_text=_("The sender's own name for it; a retry finds it again."))
    # Keyed hash of the first text: a late retry is told from another text even after an edit.
    fingerprint = models.CharField(max_length=64, editable=False)
    recipient_count = models.PositiveIntegerField(default=0)
    # Indexed below, where they are set: nearly every message quotes nothing.
    reply_to: models.ForeignKey[Self | None, Self | None] = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replies", db_index=False
    )
    forwarded_from: models.ForeignKey[Self | None, Self | None] = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="forwards", db_index=False
    )
    # So that nobody looks for reactions where there are none.
    reaction_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    pinned_at = models.DateTimeField(_("pinned at"), null=True, blank=True)
    pinned_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    sent_at = models.DateTimeField(_("sent at"))
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["room", "sequence"], name="one_message_per_sequence"),
            models.UniqueConstraint(fields=["room", "revision"], name="one_message_per_revision"),
            models.UniqueConstraint(fields=["sender", "nonce"], name="one_message_per_nonce"),
        ]
        indexes = [
            models.Index(fields=["sender", "room", "sequence"], name="what_a_person_sent"),
            models.Index(fields=["reply_to"], condition=Q(reply_to__isnull=False), name="replies"),
            models.Index(
                fields=["forwarded_from"], condition=Q(forwarded_from__isnull=False), name="forwards"
            ),
            models.Index(
                fields=["room", "pinned_at"], condition=Q(pinned_at__isnull=False), name="pinned_messages"
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.sequence} in room {self.room_id}"

    def get_absolute_url(self) -> str:
        """The room's page with this message in its middle."""
        return f"{self.room.get_absolute_url()}?at={self.pk}"

    @property
    def is_gone(self) -> bool:
        """Whether a tombstone stands in its place."""
        return self.deleted_at is not None or self.hidden_at is not None
