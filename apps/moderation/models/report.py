from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.chat.models import Message
from apps.moderation.models.audit_entry import LONGEST_NAME, LONGEST_REASON


class Category(models.TextChoices):
    SPAM = "spam", _("Spam or advertising")
    HARASSMENT = "harassment", _("Harassment or insults")
    HATE = "hate", _("Hate against a group")
    THREAT = "threat", _("Threat or danger to somebody")
    PRIVATE = "private", _("Something private that does not belong here")
    OTHER = "other", _("Something else")


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def about_the_same(self, report: "Report") -> Self:
        """Its message or, of a report of a person, that person; the report itself is among them."""
        return self.filter(person=report.person, message_number=report.message_number)


class Report(models.Model):
    """Somebody asks the moderators to look at a message or a person.

    `snapshot` is the message as it was, with where it stood; it is wiped when the report is closed.
    """

    at = models.DateTimeField(_("when"), default=timezone.now)
    reporter = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("reported by")
    )
    # The sender of the message, or the person as such.
    person = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="reports", verbose_name=_("person")
    )
    message = models.ForeignKey(
        Message,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,  # below, where there is one
        verbose_name=_("message"),
    )
    message_number = models.PositiveBigIntegerField(null=True)  # outlives the message; empty: of a person
    category = models.CharField(_("what is wrong"), max_length=12, choices=Category)
    found_by = models.CharField(max_length=250, blank=True, default="", db_default="")  # filters; no reporter
    text = models.TextField(_("in their words"), max_length=LONGEST_REASON, blank=True)
    snapshot = models.JSONField(null=True)
    alerted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10)  # an Action

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "message_number"],
                condition=Q(closed_at=None, message_number__isnull=False),
                name="one_open_report_of_a_message",
            ),
            models.UniqueConstraint(
                fields=["reporter", "person"],
                condition=Q(closed_at=None, message_number__isnull=True),
                name="one_open_report_of_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(closed_at=None), name="open_reports"),
            models.Index(fields=["at"], condition=Q(alerted_at=None), name="reports_to_tell"),
            models.Index(fields=["message"], condition=Q(message__isnull=False), name="reported_messages"),
        ]

    def __str__(self) -> str:
        return _("report %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("admin:moderation_report_change", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_of_message(self) -> bool:
        return self.message_number is not None


class Note(models.Model):
    """What moderators tell each other about a report."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    author_name = models.CharField(max_length=LONGEST_NAME)
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(max_length=LONGEST_REASON)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        default_permissions = ()

    def __str__(self) -> str:
        return f"note {self.pk}"
