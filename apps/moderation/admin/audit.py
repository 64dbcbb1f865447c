import json
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from apps.chat.admin.large import Lookups, Watched
from apps.chat.admin.people import people_named
from apps.moderation.admin.csv_export import download
from apps.moderation.models import AuditEntry

AT_ONCE = 500  # rows read from the database, so that no transaction stays open while a slow client loads

Entries = QuerySet[AuditEntry]


@admin.register(AuditEntry)
class AuditAdmin(Lookups, Watched):
    """Read, never written here."""

    change_list_template = "admin/moderation/audit_list.html"
    list_display = ("at", "action", "actor_name", "person_name", "room_name", "message", "reason")
    list_filter = ("action", "at")
    allowed_lookups = ("action__exact", "at__gte", "at__lt")
    search_fields = ("pk",)  # shows the box; get_search_results decides
    search_help_text = _("The exact username or code of who did it or to whom it was done.")
    fields = ("at", "action", "actor_name", "person_name", "room_name", "room", "message", "reason", "detail")
    readonly_fields = fields

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return False  # there is nothing to be done to an entry

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[Entries, bool]:
        if not search_term.strip():
            return queryset, False
        people = people_named(search_term)
        return queryset.filter(Q(actor__in=people) | Q(person__in=people)), False

    def get_urls(self) -> list[URLPattern]:
        export = path("export/", self.admin_site.admin_view(self.export), name="moderation_auditentry_export")
        return [export, *super().get_urls()]

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """The list as it is filtered, all of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        shown = self.get_changelist_instance(request).get_queryset(request)
        return download("audit.csv", _rows(shown))


HEADS = ("id", "at", "action", "by", "person", "room", "room number", "message number", "reason", "detail")


def _rows(entries: Entries) -> Iterator[tuple[object, ...]]:
    yield HEADS
    entries = entries.order_by("-pk")
    page = list(entries[:AT_ONCE])
    while page:
        yield from map(_row, page)
        page = list(entries.filter(pk__lt=page[-1].pk)[:AT_ONCE])


def _row(entry: AuditEntry) -> tuple[object, ...]:
    return (
        *(entry.pk, entry.at.isoformat(timespec="seconds"), entry.action),
        *(entry.actor_name, entry.person_name, entry.room_name, entry.room, entry.message, entry.reason),
        json.dumps(entry.detail, ensure_ascii=False) if entry.detail else "",
    )
