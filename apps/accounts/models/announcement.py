from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts import names

LONGEST_ANNOUNCEMENT = 300  # characters


class Tone(models.TextChoices):
    INFO = "info", _("Information")
    WARNING = "warning", _("Warning")


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def standing(self) -> "Announcement | None":
        """The latest, as long as it is neither ended nor over."""
        is_on = Q(until=None) | Q(until__gt=timezone.now())
        return self.filter(is_on, ended_at=None).order_by("-pk").first()


class Announcement(models.Model):
    """A sentence to everybody, on every page. Another one takes its place; none is changed."""

    text = models.CharField(
        _("text"),
        max_length=LONGEST_ANNOUNCEMENT,
        validators=[names.validate_visible],
        help_text=_("Stands on everybody's pages within half a minute, until they put it away."),
    )
    tone = models.CharField(_("tone"), max_length=10, choices=Tone, default=Tone.INFO)
    until = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("In UTC. Empty: until it is ended or another is made.")
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")

    def __str__(self) -> str:
        return self.text
