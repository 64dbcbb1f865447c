"""Moderators lock rooms and open them, and let people in again, with a reason that is written down."""

from typing import cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.accounts.models import User
from apps.chat.admin.large import Watched
from apps.chat.admin.rooms import RoomAdmin
from apps.chat.models import Room, RoomBan
from apps.moderation import rooms
from apps.moderation.admin.bulk import act_on_each, with_reason
from apps.moderation.admin.pages import ForModerators

admin.site.unregister(Room)


@admin.register(Room)
class Rooms(ForModerators, RoomAdmin):
    actions = ("lock", "unlock")

    @admin.action(description=_("Lock: only owners and moderators post"), permissions=["moderate"])
    @with_reason(ngettext_lazy("Lock %d room?", "Lock %d rooms?"))
    def lock(self, request: HttpRequest, chosen: QuerySet[Room]) -> None:
        def act(room: Room, reason: str) -> None:
            rooms.lock(cast(User, request.user), room, reason)

        act_on_each(request, chosen, act, ngettext_lazy("%d room is locked.", "%d rooms are locked."))

    @admin.action(description=_("Open again"), permissions=["moderate"])
    @with_reason(ngettext_lazy("Open %d room again?", "Open %d rooms again?"))
    def unlock(self, request: HttpRequest, chosen: QuerySet[Room]) -> None:
        def act(room: Room, reason: str) -> None:
            rooms.unlock(cast(User, request.user), room, reason)

        act_on_each(request, chosen, act, ngettext_lazy("%d room is open.", "%d rooms are open."))


@admin.register(RoomBan)
class RoomBans(ForModerators, Watched):
    list_display = ("user", "room", "made_at")
    list_select_related = ("user", "room")
    fields = ("user", "room", "made_at")
    actions = ("readmit",)

    @admin.action(description=_("Let in again"), permissions=["moderate"])
    @with_reason(ngettext_lazy("Let %d person in again?", "Let %d people in again?"))
    def readmit(self, request: HttpRequest, chosen: QuerySet[RoomBan]) -> None:
        def act(ban: RoomBan, reason: str) -> None:
            rooms.readmit(cast(User, request.user), ban, reason)

        act_on_each(
            request, chosen.select_related("user", "room"), act, ngettext_lazy("%d let in.", "%d let in.")
        )
