"""The lists of messages and people: their actions ask for a reason and are written down."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.accounts.admin.people import PersonAdmin
from apps.accounts.models import User
from apps.chat.admin.messages import MessageAdmin
from apps.chat.models import Message
from apps.chat.problems import Gone
from apps.moderation import audit, services
from apps.moderation.models import LONGEST_REASON, Action
from apps.moderation.problems import NoReason, NotAllowed
from apps.moderation.rights import may_moderate

VERBS = {"hidden": services.hide, "restored": services.restore}

admin.site.unregister(Message)
admin.site.unregister(User)


class WithReason(ActionForm):
    reason = forms.CharField(label=_("Reason:"), required=False, max_length=LONGEST_REASON)


def reason_given(request: HttpRequest) -> str:
    """Empty where there is none; then they are told to give one."""
    reason = request.POST.get("reason", "").strip()[:LONGEST_REASON]
    if not reason:
        messages.error(request, str(NoReason.sentence))
    return reason


@admin.register(Message)
class Messages(MessageAdmin):
    action_form = WithReason

    def _each(
        self, request: HttpRequest, chosen: Any, change: Callable[[Message], Message], word: str
    ) -> tuple[int, int]:
        reason = reason_given(request)
        if not reason:
            return 0, 0

        def act(message: Message) -> Message:
            try:
                VERBS[word](cast(User, request.user), message, reason)
            except NotAllowed as refused:
                messages.warning(request, f"{message}: {refused.sentence}")
                raise Gone from refused
            return message

        return super()._each(request, chosen, act, word)


@admin.register(User)
class People(PersonAdmin):
    action_form = WithReason
    actions = (*PersonAdmin.actions, "remove_picture")

    @admin.action(description=_("Deactivate: sign out everywhere and keep out"), permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        if reason := reason_given(request):
            with transaction.atomic():
                concerned = list(queryset.filter(is_active=True).values_list("pk", flat=True))
                super().deactivate(request, queryset)
                changed = User.objects.filter(pk__in=concerned, is_active=False)
                _record(request, changed, Action.SUSPEND, reason, until="for good")

    @admin.action(description=_("Activate again"), permissions=["change"])
    def activate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        if reason := reason_given(request):
            with transaction.atomic():
                concerned = list(queryset.filter(is_active=False).values_list("pk", flat=True))
                super().activate(request, queryset)
                _record(request, User.objects.filter(pk__in=concerned, is_active=True), Action.LET_IN, reason)

    @admin.action(description=_("Remove the picture"), permissions=["moderate"])
    def remove_picture(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        reason, done = reason_given(request), 0
        for person in queryset.exclude(picture="") if reason else ():
            try:
                services.remove_picture(cast(User, request.user), person, reason)
            except NotAllowed as refused:
                messages.warning(request, f"{person}: {refused.sentence}")
            else:
                done += 1
        if reason:
            said = ngettext("%(count)d picture is removed.", "%(count)d pictures are removed.", done)
            messages.success(request, said % {"count": done})

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return may_moderate(request.user)


def _record(request: HttpRequest, people: QuerySet[User], action: Action, reason: str, **detail: str) -> None:
    for person in people:
        audit.record(cast(User, request.user), action, person=person, reason=reason, **detail)  # type: ignore[arg-type]
