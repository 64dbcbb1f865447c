"""The queue, and the page of one report: what was said, what can be done, what moderators noted."""

from http import HTTPStatus
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.accounts.models import User
from apps.chat.admin.people import people_named
from apps.chat.models import Message
from apps.chat.problems import Problem
from apps.chat.views.query import posted_number
from apps.moderation import audit, reporting, wiping
from apps.moderation.admin.bulk import act_on_each, with_reason
from apps.moderation.admin.pages import DecisionAdmin, reason_in
from apps.moderation.measures import fitting, take
from apps.moderation.models import LONGEST_REASON, Action, AuditEntry, Report
from apps.moderation.problems import Standing

MOST_BEFORE = 10  # entries of the audit log about the same person


class StateFilter(admin.SimpleListFilter):
    """The open ones, unless others are asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        return [("closed", _("closed")), ("all", _("all"))]

    def choices(self, changelist: Any) -> Any:
        chosen = self.value()
        for value, label in [(None, _("open")), *self.lookup_choices]:
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, ["state"])
            yield {"selected": chosen == value, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Report]:
        match self.value():
            case "closed":
                return queryset.filter(closed_at__isnull=False)
            case "all":
                return queryset
            case _:
                return queryset.filter(closed_at=None)


@admin.register(Report)
class ReportAdmin(DecisionAdmin):
    template = "admin/moderation/report.html"
    whole = ("person", "reporter", "closed_by", "message__room", "message__sender")
    list_display = ("about", "person", "category", "reported_by", "at", "state")
    list_select_related = ("person", "reporter")
    list_filter = (StateFilter, "category")
    allowed_lookups = ("state", "category__exact")
    actions = ("close", "dismiss")
    search_fields = ("pk",)  # shows the box; get_search_results decides
    search_help_text = _("The exact username or code of who was reported or who reported it.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        """Nobody reads who has reported them."""
        return super().get_queryset(request).exclude(person=request.user).defer("snapshot")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Report], bool]:
        if not search_term.strip():
            return queryset, False
        people = people_named(search_term)
        return queryset.filter(Q(person__in=people) | Q(reporter__in=people)), False

    @admin.display(description=_("report"))
    def about(self, report: Report) -> str:
        kind = _("Message of") if report.is_of_message else _("Person:")
        return f"{report.pk}: {kind} {report.person.display_name}"

    @admin.display(description=_("reported by"))
    def reported_by(self, report: Report) -> str | Promise:
        if report.reporter:
            return str(report.reporter)
        return format_lazy(_("a filter: {found}"), found=report.found_by) if report.found_by else "-"

    @admin.display(description=_("state"))
    def state(self, report: Report) -> str | Promise:
        return _("open") if report.is_open else Action(report.outcome).label

    @admin.action(description=_("Close: it is dealt with"), permissions=["moderate"])
    @with_reason(ngettext_lazy("Close %d report?", "Close %d reports?"))
    def close(self, request: HttpRequest, chosen: QuerySet[Report]) -> None:
        self._end(request, chosen, "close")

    @admin.action(description=_("Dismiss: nothing is wrong"), permissions=["moderate"])
    @with_reason(ngettext_lazy("Dismiss %d report?", "Dismiss %d reports?"))
    def dismiss(self, request: HttpRequest, chosen: QuerySet[Report]) -> None:
        self._end(request, chosen, "dismiss")

    def _end(self, request: HttpRequest, chosen: QuerySet[Report], measure: str) -> None:
        actor = cast(User, request.user)
        open_ones = set(chosen.filter(closed_at=None).values_list("pk", flat=True))

        def act(report: Report, reason: str) -> None:
            try:
                take(actor, report, measure, reason, closes=True)
            except Standing:
                if report.pk not in open_ones:  # the others were closed just now, with one about the same
                    raise

        act_on_each(request, chosen, act, ngettext_lazy("%d report is closed.", "%d reports are closed."))

    def decide(self, request: HttpRequest, row: Report) -> HttpResponse:
        actor, posted, report = cast(User, request.user), request.POST, row
        try:
            if "note" in posted:
                reporting.add_note(actor, report, posted["note"][:LONGEST_REASON])
            elif "hours" in posted:
                hours, count = _hours(posted["hours"]), posted_number(request, "count") or 0
                wiping.wipe(actor, report.person, hours, count, reason_in(request))
            else:
                closes = report.is_open and "closes" in posted
                take(actor, report, posted.get("measure", ""), reason_in(request), closes=closes)
        except KeyError:
            return self.show(request, report, _("There is no such button."), HTTPStatus.UNPROCESSABLE_ENTITY)
        except Problem as refused:
            return self.show(request, report, refused.sentence, refused.status)
        self.message_user(request, _("Done."), messages.SUCCESS)
        is_open = Report.objects.open().filter(pk=report.pk).exists()
        return redirect(
            report if is_open or "measure" not in posted else "admin:moderation_report_changelist"
        )

    def facts(self, request: HttpRequest, row: Report) -> dict[str, object]:
        said = _said_around(cast(User, request.user), row)
        row.refresh_from_db(fields=["snapshot"])
        hours = _asked_hours(request)
        others = Report.objects.about_the_same(row).exclude(pk=row.pk).select_related("reporter")
        return {
            "report": row,
            "said": said,
            "differs": _differs(row),
            "others": others.open()[:MOST_BEFORE],
            "measures": fitting(row),
            "notes": row.notes.order_by("pk"),
            "before": _done_before(row),
            "all_hours": wiping.HOURS,
            "hours": hours,
            "count": wiping.count_of(row.person, hours) if hours else 0,
        }


def _hours(given: str) -> int:
    """Raises KeyError for a number that is not offered."""
    return {str(hours): hours for hours in wiping.HOURS}[given]


def _asked_hours(request: HttpRequest) -> int:
    """Of which a count is asked for, or was agreed to; 0: of none."""
    try:
        return _hours(request.POST.get("hours") or request.GET.get("hours", ""))
    except KeyError:
        return 0


def _said_around(moderator: User, report: Report) -> list[Message]:
    """The message and what stands around it, while the report is open; each look is written down."""
    message = report.message
    if message is None or not report.is_open:
        return []
    first, last = message.sequence - reporting.AROUND, message.sequence + reporting.AROUND
    around = message.room.messages.filter(sequence__gte=first, sequence__lte=last)
    audit.record(moderator, Action.LOOK, message=message, report=report.pk)
    return list(around.select_related("sender").order_by("sequence"))


def _differs(report: Report) -> bool:
    """Whether the message is not any more what it was when it was reported."""
    kept, message = report.snapshot, report.message
    return kept is not None and (message is None or kept["body"] != message.body)


def _done_before(report: Report) -> list[AuditEntry]:
    entries = AuditEntry.objects.filter(person=report.person).exclude(action=Action.LOOK)
    return list(entries.order_by("-pk")[:MOST_BEFORE])
