from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.chat.models.message import Message


class OutboxKind(models.TextChoices):
    DISPATCH = "dispatch", _("dispatch")


class OutboxQuerySet(models.QuerySet["Outbox"]):
    def open(self) -> "OutboxQuerySet":
        return self.filter(done_at__isnull=True, parked_at__isnull=True)

    def parked(self) -> "OutboxQuerySet":
        return self.filter(parked_at__isnull=False)


class Outbox(models.Model):
    """Work that a committed change owes: written in the change's own transaction, done by a worker."""

    kind = models.CharField(_("kind"), max_length=10, choices=OutboxKind, default=OutboxKind.DISPATCH)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="outbox")
    revision = models.PositiveBigIntegerField()
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    parked_at = models.DateTimeField(_("parked at"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("outbox row")
        verbose_name_plural = _("outbox")
        constraints = [
            models.UniqueConstraint(fields=["kind", "message", "revision"], name="one_outbox_row_per_change")
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(done_at__isnull=True, parked_at__isnull=True),
                name="open_outbox_rows",
            ),
            # Health asks for them all the time, and there are none among a day's done rows.
            models.Index(
                fields=["id"], condition=models.Q(parked_at__isnull=False), name="parked_outbox_rows"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of message {self.message_id} revision {self.revision}"
