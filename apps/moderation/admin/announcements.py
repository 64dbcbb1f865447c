"""What is said to everybody: made here and ended here, and never changed, so that each is shown to all."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.accounts import names
from apps.accounts.admin.confirming import confirmed
from apps.accounts.models import Announcement, User
from apps.accounts.moderators import may_moderate
from apps.chat.admin.large import Watched
from apps.moderation import announcing
from apps.moderation.admin.bulk import act_on_each
from apps.moderation.admin.pages import ForModerators


class AnnouncementForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_text(self) -> str:
        return names.normalise_name(self.cleaned_data["text"])

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until and until <= timezone.now():
            raise forms.ValidationError(_("This is over already. Choose a later time."))
        return until


@admin.register(Announcement)
class AnnouncementAdmin(ForModerators, Watched):
    form = AnnouncementForm
    list_display = ("text", "tone", "state", "until", "made_at")
    fields = ("text", "tone", "until")
    actions = ("end",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_moderate(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_moderate(request.user)

    def save_model(self, request: HttpRequest, obj: Announcement, form: Any, change: bool) -> None:
        announcing.announce(cast(User, request.user), obj)

    @admin.display(description=_("state"))
    def state(self, announcement: Announcement) -> str | Promise:
        if announcement.ended_at:
            return _("ended")
        is_over = announcement.until is not None and announcement.until <= timezone.now()
        return _("over") if is_over else _("shown to everybody")

    @admin.action(description=_("End: take it from all pages"), permissions=["moderate"])
    @confirmed(ngettext_lazy("End %d announcement?", "End %d announcements?"))
    def end(self, request: HttpRequest, chosen: QuerySet[Announcement]) -> None:
        def act(announcement: Announcement, _reason: str) -> None:
            announcing.end(cast(User, request.user), announcement)

        act_on_each(
            request, chosen, act, ngettext_lazy("%d is on no page any more.", "%d are on no page any more.")
        )
