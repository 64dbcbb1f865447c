"""Moderators lock rooms and open them, and let people in again, with a reason that is written down."""

from collections.abc import Callable
from typing import TypeVar, cast

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.chat.admin.large import Large, Watched
from apps.chat.admin.rooms import RoomAdmin
from apps.chat.models import Room, RoomBan
from apps.chat.problems import Problem
from apps.moderation import rooms
from apps.moderation.admin.actions import WithReason, reason_given
from apps.moderation.rights import may_moderate

Row = TypeVar("Row", bound=Model)

admin.site.unregister(Room)


@admin.register(Room)
class Rooms(RoomAdmin):
    action_form = WithReason
    actions = ("lock", "unlock")

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return may_moderate(request.user)

    @admin.action(description=_("Lock: only owners and moderators post"), permissions=["moderate"])
    def lock(self, request: HttpRequest, queryset: QuerySet[Room]) -> None:
        _each(self, request, queryset, rooms.lock)

    @admin.action(description=_("Open again"), permissions=["moderate"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[Room]) -> None:
        _each(self, request, queryset, rooms.unlock)


@admin.register(RoomBan)
class RoomBans(Watched):
    action_form = WithReason
    list_display = ("user", "room", "made_at")
    list_select_related = ("user", "room")
    fields = ("user", "room", "made_at")
    actions = ("readmit",)

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return may_moderate(request.user)

    @admin.action(description=_("Let in again"), permissions=["moderate"])
    def readmit(self, request: HttpRequest, queryset: QuerySet[RoomBan]) -> None:
        _each(self, request, queryset.select_related("user", "room"), rooms.readmit)


def _each(
    page: Large, request: HttpRequest, rows: QuerySet[Row], act: Callable[[User, Row, str], None]
) -> None:
    reason, done = reason_given(request), 0
    if not reason:
        return
    for row in rows:
        try:
            act(cast(User, request.user), row, reason)
            done += 1
        except Problem as refused:
            messages.warning(request, f"{row}: {refused.sentence}")
    page.message_user(request, _("%(count)d done.") % {"count": done}, messages.SUCCESS)
