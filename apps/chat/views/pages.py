"""The room's page, put together for whoever shows it: opened, paged back, or with an error in it."""

from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from apps.accounts.http import AuthedRequest
from apps.accounts.models import User
from apps.chat import selectors
from apps.chat.forms import BroadcastForm, SendForm
from apps.chat.models import Membership, Room
from apps.chat.rendering import fragments
from apps.presence import heartbeat
from apps.presence.selectors import roster_for

REFRESH = 30  # seconds between the loads of a page that refreshes itself, without JavaScript


@dataclass(frozen=True)
class RoomPage:
    room: Room
    title: str
    other: User | None
    messages: list[SafeString]
    older: int | None
    cursor: int
    first_unread: int | None
    is_newest: bool


def render_room(
    request: AuthedRequest,
    membership: Membership,
    *,
    form: SendForm | None = None,
    before: int | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    room = membership.room
    # Without JavaScript this is the only sign of life.
    heartbeat.beat(request.user, _next_load_ms(request), away=False)
    # The sidebar's state is named before it is read: a change in between is then shown twice, not never.
    numbers = selectors.numbers_of(request.user)
    context = {
        "me": request.user,
        "room": _room_page(membership, before),
        "sidebar": selectors.sidebar_for(request.user, room.pk, numbers),
        "roster": roster_for(request.user),
        "form": form or send_form(request, room),
    }
    return render(request, "chat/room.html", context, status=status)


def _next_load_ms(request: AuthedRequest) -> int:
    return round(1000 * (REFRESH if "refresh" in request.GET else settings.POLL_INTERVAL))


def send_form(request: AuthedRequest, room: Room) -> SendForm:
    """The form that a send to `room` is; empty, or bound when something was posted."""
    data = request.POST if request.method == "POST" else None
    if room.is_broadcast:
        return BroadcastForm(data, user=request.user, initial={"code": request.GET.get("code", "")})
    return SendForm(data)


def _room_page(membership: Membership, before: int | None) -> RoomPage:
    room = membership.room
    other = selectors.other_in(room, membership.user)
    page = selectors.page_of(membership, before)
    return RoomPage(
        room=room,
        title=selectors.title_of(room, other),
        other=other,
        messages=fragments(page.messages),
        older=page.older,
        cursor=page.cursor,
        first_unread=selectors.first_unread(membership),
        is_newest=before is None,
    )
