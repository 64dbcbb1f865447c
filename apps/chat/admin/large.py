"""What all tables here have in common: they may have millions of rows."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from apps.accounts.admin.paginator import ShortPaginator

MOST_DIGITS = 18  # of a row's number; longer ones fit no database


class Large(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nothing is counted to its end; the newest come first, by an index, and no click sorts without one."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    paginator = ShortPaginator
    ordering = ("-pk",)


class Watched(Large):
    """Looked at, and changed by its actions alone: these go through services, so that readers hear of it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """For the actions: who has the right to change this kind of row."""
        return super().has_change_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_view_permission(request, obj) or self.has_moderate_permission(request)


class Lookups:
    """Only these parameters filter a list. By default any column does, which would be a search by text."""

    allowed_lookups: tuple[str, ...] = ()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in self.allowed_lookups


def number(term: str) -> int | None:
    """The row's number that was typed, if it is one."""
    typed = term.strip()
    return int(typed) if typed.isdecimal() and len(typed) <= MOST_DIGITS else None
