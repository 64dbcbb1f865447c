"""Word and link filters, and a box to try them on a text."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.moderators import may_moderate
from apps.chat.admin.large import Large
from apps.chat.forms import LONGEST
from apps.chat.markup import render
from apps.moderation import audit, filters
from apps.moderation.models import Action, Filter


@admin.register(Filter)
class FilterAdmin(Large):
    """Every change is written down, and holds in all processes within seconds."""

    change_list_template = "admin/moderation/filter_list.html"
    change_form_template = "admin/moderation/filter_form.html"
    list_display = ("pattern", "kind", "effect", "is_active", "reason")
    list_filter = ("effect", "is_active")
    search_fields = ("pattern",)
    fields = ("kind", "pattern", "effect", "reason", "is_active", "exempts_staff")
    actions = None  # one by one: each change is written down

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_moderate(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_moderate(request.user)

    has_add_permission = has_module_permission
    has_change_permission = has_delete_permission = has_view_permission

    def log_addition(self, request: HttpRequest, obj: Filter, message: Any) -> None:  # type: ignore[override]
        _record(request, obj, "added", effect=obj.effect, is_active=obj.is_active)

    def log_change(self, request: HttpRequest, obj: Filter, message: Any) -> None:  # type: ignore[override]
        _record(request, obj, "changed", effect=obj.effect, is_active=obj.is_active)

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Filter]) -> None:  # type: ignore[override]
        for one in queryset:
            _record(request, one, "deleted")

    def get_urls(self) -> list[URLPattern]:
        trial = path("trial/", self.admin_site.admin_view(self.trial), name="moderation_filter_trial")
        return [trial, *super().get_urls()]

    def trial(self, request: HttpRequest) -> HttpResponse:
        """What would happen to a text. Nothing is sent or kept."""
        if not may_moderate(request.user):
            raise PermissionDenied
        text = request.POST.get("text", "")[:LONGEST]
        found = filters.found_in(render(text)) if text.strip() else []
        context = {
            **self.admin_site.each_context(request),
            "title": _("Try the filters"),
            "opts": self.opts,
            "text": text,
            "found": found,
            "verdict": filters.verdict_of(one for one in found if one.is_active),
            "longest": LONGEST,
        }
        return TemplateResponse(request, "admin/moderation/filter_trial.html", context)


def _record(request: HttpRequest, one: Filter, what: str, **detail: Any) -> None:
    """In the audit log, instead of Django's own: that one can be emptied."""
    filters.note_change()
    actor = cast(User, request.user)
    audit.record(actor, Action.FILTER, what=what, kind=one.kind, pattern=one.pattern, **detail)
