"""Anyone reports what they see: a message of a conversation of theirs, or a person."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.gates import signed_in
from apps.accounts.http import AuthedRequest, with_headers
from apps.chat import selectors
from apps.chat.access import room_member, visible_message
from apps.chat.models import Membership
from apps.chat.problems import Gone, Problem
from apps.moderation import reporting
from apps.moderation.forms import ReportForm
from apps.moderation.models import Category

Report = Callable[[Category, str], object]


@require_http_methods(["GET", "HEAD", "POST"])
@room_member
def report_message(request: AuthedRequest, membership: Membership, message_id: int) -> HttpResponse:
    message = visible_message(membership, message_id)
    context = {"message": message, "person": message.sender}

    def report(category: Category, text: str) -> None:
        if message.is_gone:
            raise Gone
        reporting.report_message(request.user, message, category, text)

    return _form(request, context, report)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def report_person(request: AuthedRequest, user_id: int) -> HttpResponse:
    found = selectors.people_named(request.user, [user_id])
    if not found:
        raise Http404(_("There is no such person."))

    def report(category: Category, text: str) -> None:
        reporting.report_person(request.user, found[0], category, text)

    return _form(request, {"person": found[0]}, report)


@require_safe
@signed_in
def reported(request: AuthedRequest) -> HttpResponse:
    """Thanks, and what happens next."""
    return render(request, "moderation/reported.html")


def _form(request: AuthedRequest, context: dict[str, Any], report: Report) -> HttpResponse:
    if request.method != "POST":
        return _render(request, context, ReportForm())
    form = ReportForm(request.POST)
    try:
        if not form.is_valid():
            return _render(request, context, form, Problem())
        report(Category(form.cleaned_data["category"]), form.cleaned_data["text"])
    except Problem as refused:
        form.add_error(None, str(refused.sentence))
        return _render(request, context, form, refused)
    return redirect("moderation:reported")


def _render(
    request: AuthedRequest, context: dict[str, Any], form: ReportForm, refused: Problem | None = None
) -> HttpResponse:
    message, person = context.get("message"), context["person"]
    is_reported = reporting.has_open_report(request.user, person, message)
    context |= {"form": form, "me": request.user, "is_reported": is_reported}
    response = render(request, "moderation/report.html", context, status=refused.status if refused else 200)
    return with_headers(response, refused.headers) if refused else response
