from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from apps.accounts.admin.confirming import confirmed
from apps.chat import outbox
from apps.chat.admin.large import Lookups, Watched, number
from apps.chat.admin.links import row_link
from apps.chat.models import Outbox
from apps.chat.models.outbox import OutboxQuerySet

SHOWN = 100  # letters of the error in the list
MOST_RETRIED = 900  # one statement; a form of Django's takes 1,000 fields


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        return [("open", _("open")), ("parked", _("parked")), ("done", _("done"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Outbox]:
        rows = cast(OutboxQuerySet, queryset)
        match self.value():
            case "open":
                return rows.open()
            case "parked":
                return rows.parked()
            case "done":
                return rows.filter(done_at__isnull=False)
            case _:
                return rows


@admin.register(Outbox)
class OutboxAdmin(Lookups, Watched):
    list_display = ("pk", "kind", "of_message", "state", "attempts", "created_at", "reason")
    list_filter = (StateFilter,)
    allowed_lookups = ("state",)
    search_fields = ("pk",)  # shows the box; get_search_results decides
    search_help_text = _("A message's number.")
    fields = (
        *("kind", "of_message", "revision", "attempts", "error"),
        *("created_at", "lease_until", "done_at", "parked_at"),
    )
    readonly_fields = fields
    actions = ("retry",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        return queryset.filter(message=number(search_term)), False

    @admin.display(description=_("message"))
    def of_message(self, row: Outbox) -> SafeString:
        """Its number alone: showing the message itself would load its text."""
        return row_link("chat_message", row.message_id, row.message_id)

    @admin.display(description=_("state"))
    def state(self, row: Outbox) -> Promise:
        if row.parked_at:
            return _("parked")
        return _("done") if row.done_at else _("open")

    @admin.display(description=_("error"))
    def reason(self, row: Outbox) -> str:
        return Truncator(row.error).chars(SHOWN)

    @admin.action(description=_("Try parked rows again"), permissions=["moderate"])
    @confirmed(ngettext_lazy("Try %d row again?", "Try %d rows again?"), most=MOST_RETRIED)
    def retry(self, request: HttpRequest, queryset: QuerySet[Outbox]) -> None:
        revived = outbox.retry_parked(cast(OutboxQuerySet, queryset))
        sentence = ngettext("%d row is tried again.", "%d rows are tried again.", revived)
        self.message_user(request, sentence % revived, messages.SUCCESS if revived else messages.WARNING)
