"""The queue, and the page of one report: what was said, what can be done, what moderators noted."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.chat.admin.large import Lookups, Watched
from apps.chat.admin.people import people_named
from apps.chat.models import Message
from apps.chat.problems import Problem
from apps.chat.views.query import posted_number
from apps.moderation import audit, reporting, wiping
from apps.moderation.measures import fitting, take
from apps.moderation.models import LONGEST_REASON, Action, AuditEntry, Report
from apps.moderation.problems import TooLong
from apps.moderation.rights import may_moderate

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
class ReportAdmin(Lookups, Watched):
    list_display = ("about", "person", "category", "reported_by", "at", "state")
    list_select_related = ("person", "reporter")
    list_filter = (StateFilter, "category")
    allowed_lookups = ("state", "category__exact")
    search_fields = ("pk",)  # shows the box; get_search_results decides
    search_help_text = _("The exact username or code of who was reported or who reported it.")
    ordering = (F("closed_at").desc(nulls_first=True), "-pk")  # type: ignore[assignment]

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return may_moderate(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The right to read is not enough: here stands what was said between others."""
        return self.has_moderate_permission(request)

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

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        report = self._find(request, object_id)
        if request.method == "POST":
            return self._post(request, report)
        return self._render(request, report)

    def _find(self, request: HttpRequest, object_id: str) -> Report:
        number = unquote(object_id)
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise Http404
        whole = ("person", "reporter", "closed_by", "message__room", "message__sender")
        report = self.get_queryset(request).select_related(*whole).filter(pk=number).first()
        if report is None:
            raise Http404
        return report

    def _post(self, request: HttpRequest, report: Report) -> HttpResponse:
        actor, posted = cast(User, request.user), request.POST
        try:
            if "note" in posted:
                reporting.add_note(actor, report, posted["note"][:LONGEST_REASON])
            elif "hours" in posted:
                hours, count = _hours(posted["hours"]), posted_number(request, "count") or 0
                wiping.wipe(actor, report.person, hours, count, _reason(request))
            else:
                closes = report.is_open and "closes" in posted
                take(actor, report, posted.get("measure", ""), _reason(request), closes=closes)
        except KeyError:
            return self._render(request, report, _("There is no such button."), 422)
        except Problem as refused:
            return self._render(request, report, refused.sentence, refused.status)
        self.message_user(request, _("Done."), messages.SUCCESS)
        is_open = Report.objects.open().filter(pk=report.pk).exists()
        return redirect(
            report if is_open or "measure" not in posted else "admin:moderation_report_changelist"
        )

    def _render(
        self, request: HttpRequest, report: Report, sentence: str | Promise = "", status: int = 200
    ) -> HttpResponse:
        said = _said_around(cast(User, request.user), report)
        report.refresh_from_db(fields=["snapshot"])
        hours = _asked_hours(request)
        others = Report.objects.about_the_same(report).exclude(pk=report.pk).select_related("reporter")
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(str(report)),
            "opts": self.opts,
            "report": report,
            "said": said,
            "differs": _differs(report),
            "others": others.open()[:MOST_BEFORE],
            "measures": fitting(report),
            "notes": report.notes.order_by("pk"),
            "before": _done_before(report),
            "sentence": sentence,
            "posted": request.POST,
            "all_hours": wiping.HOURS,
            "hours": hours,
            "count": wiping.count_of(report.person, hours) if hours else 0,
            "longest": LONGEST_REASON,
        }
        return TemplateResponse(request, "admin/moderation/report.html", context, status=status)


def _reason(request: HttpRequest) -> str:
    reason = request.POST.get("reason", "").strip()
    if len(reason) > LONGEST_REASON:
        raise TooLong
    return reason


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
