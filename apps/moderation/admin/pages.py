"""What the moderators' own pages in the admin have in common: who may open them, and how one is answered."""

from http import HTTPStatus
from typing import Any, TypeVar

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.text import capfirst

from apps.accounts.moderators import may_moderate
from apps.chat.admin.large import Lookups, Watched
from apps.moderation.models import LONGEST_REASON
from apps.moderation.problems import TooLong

MOST_DIGITS = 18  # of a row's number; longer ones fit no database

Row = TypeVar("Row", bound=Model)


class ForModerators:
    """The actions of a list are theirs."""

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return may_moderate(request.user)


class DecisionAdmin(ForModerators, Lookups, Watched):
    """Rows of which each has a page with what it is about, and buttons to decide."""

    whole: tuple[str, ...] = ()  # what the page needs of the row beside it
    template = ""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The right to read is not enough: here stands what was said between others."""
        return self.has_moderate_permission(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self._find(request, unquote(object_id))
        return self.decide(request, row) if request.method == "POST" else self.show(request, row)

    def _find(self, request: HttpRequest, number: str) -> Any:
        if not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
            raise Http404
        row = self.get_queryset(request).select_related(*self.whole).filter(pk=number).first()
        if row is None:
            raise Http404
        return row

    def decide(self, request: HttpRequest, row: Any) -> HttpResponse:
        raise NotImplementedError

    def show(
        self,
        request: HttpRequest,
        row: Any,
        sentence: str | Promise = "",
        status: int = HTTPStatus.OK,
    ) -> HttpResponse:
        """With a `sentence` of what went wrong; what was posted stays in the form."""
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(str(row)),
            "opts": self.opts,
            "posted": request.POST,
            "longest": LONGEST_REASON,
            "sentence": sentence,
            **self.facts(request, row),
        }
        return TemplateResponse(request, self.template, context, status=status)

    def facts(self, request: HttpRequest, row: Any) -> dict[str, object]:
        """What the page shows of the row."""
        raise NotImplementedError


def reason_in(request: HttpRequest) -> str:
    """Raises TooLong."""
    reason = request.POST.get("reason", "").strip()
    if len(reason) > LONGEST_REASON:
        raise TooLong
    return reason
