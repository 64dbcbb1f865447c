"""Messages that a filter holds back: the queue, the page of one, and the decision about several."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.chat.admin.large import Lookups, Watched, number
from apps.chat.admin.people import people_named
from apps.chat.models import HeldMessage
from apps.chat.models.held_message import HeldMessageQuerySet
from apps.chat.problems import Problem
from apps.moderation import held
from apps.moderation.models import LONGEST_REASON
from apps.moderation.problems import CountMoved, NoReason, TooLong
from apps.moderation.rights import may_moderate

SHOWN = 100  # letters of the text in the list
QUEUE = "admin:chat_heldmessage_changelist"
DECISIONS: dict[str, Callable[[User, HeldMessage, str], object]] = {
    "release": held.release,
    "reject": held.reject,
}


@admin.register(HeldMessage)
class HeldAdmin(Lookups, Watched):
    list_display = ("pk", "sender", "where", "text", "found_in_it", "at")
    list_select_related = ("sender", "room")
    ordering = ("pk",)  # who has waited longest comes first
    search_fields = ("pk",)  # shows the box; get_search_results decides
    search_help_text = _("The exact username or code of the sender.")
    actions = ("release", "reject")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_moderate(request.user)

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return may_moderate(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_moderate(request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[HeldMessage]:
        """Nobody decides about their own."""
        waiting = cast(HeldMessageQuerySet, super().get_queryset(request)).waiting()
        return waiting.exclude(sender=cast(User, request.user))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[HeldMessage], bool]:
        if not search_term.strip():
            return queryset, False
        return queryset.filter(sender__in=people_named(search_term)), False

    @admin.display(description=_("where"))
    def where(self, one: HeldMessage) -> str | Promise:
        return one.place_name

    @admin.display(description=_("text"))
    def text(self, one: HeldMessage) -> str | Promise:
        return _("open it to read it") if one.is_private else Truncator(one.body).chars(SHOWN)

    @admin.display(description=_("found in it"))
    def found_in_it(self, one: HeldMessage) -> str:
        return ", ".join(one.found)

    @admin.action(description=_("Send them"), permissions=["moderate"])
    def release(self, request: HttpRequest, queryset: QuerySet[HeldMessage]) -> HttpResponse | None:
        return self._confirm(request, queryset, "release")

    @admin.action(description=_("Reject them"), permissions=["moderate"])
    def reject(self, request: HttpRequest, queryset: QuerySet[HeldMessage]) -> HttpResponse | None:
        return self._confirm(request, queryset, "reject")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        pk = number(unquote(object_id)) or 0
        one = self.get_queryset(request).select_related("sender", "room").filter(pk=pk).first()
        if one is None:
            raise Http404
        if request.method == "POST":
            return self._post(request, one)
        return self._render(request, one)

    def _post(self, request: HttpRequest, one: HeldMessage) -> HttpResponse:
        try:
            _decide(request, request.POST.get("decision", ""), one)
        except KeyError:
            return self._render(request, one, _("There is no such button."), 422)
        except Problem as refused:
            return self._render(request, one, refused.sentence, refused.status)
        self.message_user(request, _("Done."), messages.SUCCESS)
        return redirect(QUEUE)

    def _render(
        self, request: HttpRequest, one: HeldMessage, sentence: str | Promise = "", status: int = 200
    ) -> HttpResponse:
        held.look(cast(User, request.user), one)
        people = User.objects.filter(pk__in=one.people) if one.room is None else []
        more = {"held": one, "said": held.said_before(one), "people": people, "sentence": sentence}
        return self._page(request, "held", capfirst(str(one)), status, **more)

    def _confirm(
        self, request: HttpRequest, chosen: QuerySet[HeldMessage], decision: str
    ) -> HttpResponse | None:
        """First it is said how many they are; then they are decided about, and it is said how many were."""
        rows = list(chosen.select_related("sender", "room")[: self.list_per_page])
        if "count" not in request.POST:
            return self._ask(request, rows, decision)
        try:
            if request.POST["count"] != str(len(rows)):
                raise CountMoved
            if decision == "reject" and not _reason(request):
                raise NoReason
        except Problem as refused:
            return self._ask(request, rows, decision, refused)
        self._decide_all(request, rows, decision)
        return None

    def _decide_all(self, request: HttpRequest, rows: Sequence[HeldMessage], decision: str) -> None:
        done = 0
        for one in rows:
            try:
                _decide(request, decision, one)
                done += 1
            except Problem as refused:
                self.message_user(request, f"{one}: {refused.sentence}", messages.WARNING)
        if done:
            sentence = ngettext("%d message is decided.", "%d messages are decided.", done)
            self.message_user(request, sentence % done, messages.SUCCESS)

    def _ask(
        self,
        request: HttpRequest,
        rows: Sequence[HeldMessage],
        decision: str,
        refused: Problem | None = None,
    ) -> HttpResponse:
        return self._page(
            request,
            "held_several",
            _("Held messages"),
            refused.status if refused else 200,
            rows=rows,
            decision=decision,
            checkbox=ACTION_CHECKBOX_NAME,
            sentence=refused.sentence if refused else "",
        )

    def _page(
        self, request: HttpRequest, name: str, title: str | Promise, status: int, **more: object
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "posted": request.POST,
            "longest": LONGEST_REASON,
            **more,
        }
        return TemplateResponse(request, f"admin/moderation/{name}.html", context, status=status)


def _decide(request: HttpRequest, decision: str, one: HeldMessage) -> None:
    """Raises KeyError for a decision that there is not."""
    DECISIONS[decision](cast(User, request.user), one, _reason(request))


def _reason(request: HttpRequest) -> str:
    reason = request.POST.get("reason", "").strip()
    if len(reason) > LONGEST_REASON:
        raise TooLong
    return reason
