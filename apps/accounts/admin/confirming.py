"""A list's action asks first: of how many rows it is, and where it needs one, for a reason."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

MOST_AT_ONCE = 200  # each can be a transaction of its own, and the person waits for all of them
SHOWN = 20  # rows that are named one by one

Act = Callable[[Any, HttpRequest, QuerySet[Any]], None]
Ask = Callable[[Any, HttpRequest, QuerySet[Any]], HttpResponse | None]


def confirmed(
    question: Promise, *, longest_reason: int = 0, most: int = MOST_AT_ONCE
) -> Callable[[Act], Ask]:
    """The action gets those rows alone that were agreed to: the first `most` that were chosen.

    `question` is an ngettext_lazy with %d in it. With `longest_reason` the page asks for one, in
    `request.POST["reason"]`.
    """

    def decorate(act: Act) -> Ask:
        @wraps(act)
        def ask(admin: Any, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
            rows = list(chosen[: most + 1])
            if not rows:
                messages.warning(request, _("None of them is in this list any more."))
                return None
            agreed = "confirmed" in request.POST
            problem = _problem(request, longest_reason) if agreed else ""
            if agreed and not problem:
                act(admin, request, chosen.filter(pk__in=[row.pk for row in rows[:most]]))
                return None
            context = {
                **admin.admin_site.each_context(request),
                "title": question % min(len(rows), most),
                "opts": admin.opts,
                "checkbox": ACTION_CHECKBOX_NAME,
                "action": act.__name__,
                "rows": rows[:most],
                "shown": SHOWN,
                "left_out": most if len(rows) > most else 0,
                "longest_reason": longest_reason,
                "problem": problem,
            }
            status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
            return TemplateResponse(request, "admin/confirm_action.html", context, status=status)

        return ask

    return decorate


def _problem(request: HttpRequest, longest_reason: int) -> str:
    if not longest_reason:
        return ""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        return _("Say why: a sentence is enough, and it stands in the audit log.")
    if len(reason) > longest_reason:
        return _("That is too long: %(most)d letters are the most.") % {"most": longest_reason}
    return ""
