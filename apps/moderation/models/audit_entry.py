from collections.abc import Iterable
from typing import Any, Never

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User

LONGEST_REASON = 1_000
LONGEST_NAME = 100  # a room's is 80, a person's 60


class AppendOnlyError(TypeError):
    """What was done stays written down: nobody changes or deletes an entry."""


class Action(models.TextChoices):
    HIDE = "hide", _("message hidden")
    RESTORE = "restore", _("message restored")
    MUTE = "mute", _("muted")
    UNMUTE = "unmute", _("mute ended")
    WARN = "warn", _("warned")
    HEED = "heed", _("warning read")
    REMOVE = "remove", _("removed from a room")
    SUSPEND = "suspend", _("suspended")
    LET_IN = "let-in", _("let in again")
    LOOK = "look", _("reported message looked at")
    DISMISS = "dismiss", _("report dismissed")
    CLOSE = "close", _("report closed")
    WIPE = "wipe", _("last messages hidden")
    LOCK = "lock", _("room locked")
    UNLOCK = "unlock", _("room opened again")
    ANNOUNCE = "announce", _("announcement made")
    RECALL = "recall", _("announcement ended")
    READMIT = "readmit", _("may come back into a room")
    RELEASE = "release", _("held message sent")
    REJECT = "reject", _("held message rejected")
    FILTER = "filter", _("filter changed")
    PICTURE = "picture", _("picture removed")


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def rename(self, person: User, name: str) -> None:
        """The one change there is: entries must not name who has deleted their account."""
        for side in ("actor", "person"):
            super(AuditQuerySet, self.filter(**{side: person})).update(**{f"{side}_name": name})

    def update(self, **kwargs: Any) -> Never:
        raise AppendOnlyError

    def delete(self) -> Never:
        raise AppendOnlyError

    def bulk_create(self, objs: Iterable["AuditEntry"], *args: Any, **kwargs: Any) -> list["AuditEntry"]:
        if kwargs.get("update_conflicts"):
            raise AppendOnlyError
        return super().bulk_create(objs, *args, **kwargs)


class AuditEntry(models.Model):
    """Who did what to whom, when and why. Rooms and messages are named by number, and outlived.

    People are named as they were called then, until they delete their account.
    """

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    # Without an actor it was done by the clock.
    actor = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    actor_name = models.CharField(_("by"), max_length=LONGEST_NAME)
    action = models.CharField(_("action"), max_length=10, choices=Action)
    person = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("person")
    )
    person_name = models.CharField(_("person"), max_length=LONGEST_NAME)
    room = models.PositiveBigIntegerField(_("room number"), null=True)
    room_name = models.CharField(_("room"), max_length=LONGEST_NAME)
    message = models.PositiveBigIntegerField(_("message number"), null=True)
    reason = models.TextField(_("reason"), max_length=LONGEST_REASON)
    detail = models.JSONField(_("detail"), default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("audit log")
        default_permissions = ("view",)
        permissions = [
            ("moderate", _("Can act on messages and people, with a reason")),
            ("oversee", _("Can act on moderators")),
        ]
        indexes = [models.Index(fields=["action", "-id"], name="audit_by_action")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise AppendOnlyError
