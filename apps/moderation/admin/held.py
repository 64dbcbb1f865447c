"""Messages that a filter holds back: the queue, the page of one, and the decision about several."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.accounts.admin.confirming import confirmed
from apps.accounts.models import User
from apps.accounts.moderators import may_moderate
from apps.chat.admin.people import people_named
from apps.chat.models import HeldMessage
from apps.chat.models.held_message import HeldMessageQuerySet
from apps.chat.problems import Problem
from apps.moderation import held
from apps.moderation.admin.bulk import act_on_each, with_reason
from apps.moderation.admin.pages import DecisionAdmin, reason_in

SHOWN = 100  # letters of the text in the list
QUEUE = "admin:chat_heldmessage_changelist"
DECISIONS: dict[str, Callable[[User, HeldMessage, str], object]] = {
    "release": held.release,
    "reject": held.reject,
}
DECIDED = ngettext_lazy("%d message is decided.", "%d messages are decided.")


@admin.register(HeldMessage)
class HeldAdmin(DecisionAdmin):
    template = "admin/moderation/held.html"
    whole = ("sender", "room")
    list_display = ("pk", "sender", "where", "text", "found_in_it", "at")
    list_select_related = whole
    ordering = ("pk",)  # who has waited longest comes first
    search_fields = ("pk",)  # shows the box; get_search_results decides
    search_help_text = _("The exact username or code of the sender.")
    actions = ("release", "reject")

    def has_module_permission(self, request: HttpRequest) -> bool:
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
    @confirmed(ngettext_lazy("Send %d message?", "Send %d messages, one after the other?"))
    def release(self, request: HttpRequest, chosen: QuerySet[HeldMessage]) -> None:
        def act(one: HeldMessage, _: str) -> None:
            held.release(cast(User, request.user), one, "")

        act_on_each(request, _whole(chosen), act, DECIDED)

    @admin.action(description=_("Reject them"), permissions=["moderate"])
    @with_reason(
        ngettext_lazy(
            "Reject %d message? Its sender is told why, in your words.",
            "Reject %d messages? Their senders are told why, in your words.",
        )
    )
    def reject(self, request: HttpRequest, chosen: QuerySet[HeldMessage]) -> None:
        def act(one: HeldMessage, reason: str) -> None:
            held.reject(cast(User, request.user), one, reason)

        act_on_each(request, _whole(chosen), act, DECIDED)

    def decide(self, request: HttpRequest, row: HeldMessage) -> HttpResponse:
        try:
            DECISIONS[request.POST.get("decision", "")](cast(User, request.user), row, reason_in(request))
        except KeyError:
            return self.show(request, row, _("There is no such button."), HTTPStatus.UNPROCESSABLE_ENTITY)
        except Problem as refused:
            return self.show(request, row, refused.sentence, refused.status)
        self.message_user(request, _("Done."), messages.SUCCESS)
        return redirect(QUEUE)

    def facts(self, request: HttpRequest, row: HeldMessage) -> dict[str, object]:
        held.look(cast(User, request.user), row)
        people = User.objects.filter(pk__in=row.people) if row.room is None else []
        return {"held": row, "said": held.said_before(row), "people": people}


def _whole(chosen: QuerySet[HeldMessage]) -> QuerySet[HeldMessage]:
    return chosen.select_related("sender", "room")
