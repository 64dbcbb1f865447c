"""The list of rooms: moderators lock and open them, with a reason that is written down."""

from collections.abc import Callable
from typing import cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.chat.admin.rooms import RoomAdmin
from apps.chat.models import Room
from apps.chat.problems import Problem
from apps.moderation import rooms
from apps.moderation.admin.actions import WithReason, reason_given
from apps.moderation.rights import may_moderate

admin.site.unregister(Room)


@admin.register(Room)
class Rooms(RoomAdmin):
    action_form = WithReason
    actions = ("lock", "unlock")

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return may_moderate(request.user)

    @admin.action(description=_("Lock: only owners and moderators post"), permissions=["moderate"])
    def lock(self, request: HttpRequest, queryset: QuerySet[Room]) -> None:
        self._each(request, queryset, rooms.lock)

    @admin.action(description=_("Open again"), permissions=["moderate"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[Room]) -> None:
        self._each(request, queryset, rooms.unlock)

    def _each(
        self, request: HttpRequest, queryset: QuerySet[Room], act: Callable[[User, Room, str], None]
    ) -> None:
        reason, done = reason_given(request), 0
        if not reason:
            return
        for room in queryset:
            try:
                act(cast(User, request.user), room, reason)
                done += 1
            except Problem as refused:
                messages.warning(request, f"{room}: {refused.sentence}")
        self.message_user(request, _("%(count)d done.") % {"count": done}, messages.SUCCESS)
