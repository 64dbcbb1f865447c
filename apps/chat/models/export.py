from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User

KEPT = timedelta(days=7)  # a file, from when it is ready


class ExportQuerySet(models.QuerySet["Export"]):
    def unfinished(self) -> "ExportQuerySet":
        return self.filter(ready_at=None, failed_at=None)

    def with_file(self) -> "ExportQuerySet":
        """Those that can be downloaded."""
        return self.filter(ready_at__isnull=False).exclude(file="")

    def standing(self) -> "ExportQuerySet":
        """Those that hold something, or will."""
        return self.filter(Q(ready_at=None, failed_at=None) | ~Q(file=""))

    def due(self) -> "ExportQuerySet":
        """Those that nobody is making at this moment. The oldest first."""
        free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
        return self.unfinished().filter(free).order_by("pk")


class Export(models.Model):
    """What a person is given of what is kept of them: asked for, made by a worker, kept for a week."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="exports")
    language = models.CharField(max_length=10, blank=True, default="")
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed at"), null=True, blank=True)
    # Something in it was removed after it was made, so it went as well.
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    # What its folder and its archive are called, which nobody can guess; empty when there is none any more.
    file = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    # Who makes it says with each write from which state; another number, and the write is for nothing.
    version = models.PositiveIntegerField(default=0, editable=False)
    place = models.JSONField(default=dict, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self) -> str:
        return f"export {self.pk} for {self.user_id}"

    @property
    def is_being_made(self) -> bool:
        return self.ready_at is None and self.failed_at is None

    @property
    def is_ready(self) -> bool:
        return self.ready_at is not None and bool(self.file)

    @property
    def goes_at(self) -> Any:
        return self.ready_at and self.ready_at + KEPT
