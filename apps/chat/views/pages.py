"""The room's page, put together for whoever shows it: opened, paged back, or with an error in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString

from apps.accounts.blocks import blocked_with
from apps.accounts.http import AuthedRequest
from apps.accounts.models import User
from apps.chat import selectors, typists
from apps.chat.access import visible_message
from apps.chat.details import Quote, quote_of
from apps.chat.emoji import QUICK
from apps.chat.forms import BroadcastForm, SendForm
from apps.chat.models import Membership, Room
from apps.chat.receipts import Receipts, marks_of
from apps.chat.rendering import fragments
from apps.chat.views.answers import own_of
from apps.chat.views.query import posted_number, whole_number
from apps.presence import heartbeat
from apps.presence.selectors import roster_for

REFRESH = 30  # seconds between the loads of a page that refreshes itself, without JavaScript


Part = Callable[[Membership], selectors.Page]  # which messages of the room


@dataclass(frozen=True)
class RoomPage:
    room: Room
    title: str
    others: list[User]
    messages: list[SafeString]
    older: int | None
    newer: int | None
    at: int | None
    cursor: int
    first_unread: int | None
    saved: str
    reply: Quote | None
    may_manage: bool
    quick: tuple[str, ...]
    tells_typing: bool
    receipts: Receipts | None
    draft: str
    draft_at: int  # milliseconds, as the server's clock has it
    now: int
    stays_unread: bool
    may_invite: bool
    reads_all: bool

    @property
    def other(self) -> User | None:
        """The one other person, where there is just one."""
        return self.others[0] if len(self.others) == 1 else None

    @property
    def starts_after_unread(self) -> bool:
        """Whether the first unread message stands further back than this page goes."""
        return bool(self.first_unread and self.older and self.first_unread < self.older)


def render_room(
    request: AuthedRequest,
    membership: Membership,
    *,
    form: SendForm | None = None,
    part: Part = selectors.page_of,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    room = membership.room
    # Without JavaScript this is the only sign of life.
    heartbeat.beat(request.user, _next_load_ms(request), away=False)
    # The sidebar's state is named before it is read: a change in between is then shown twice, not never.
    numbers = selectors.numbers_of(request.user)
    context = {
        "me": request.user,
        "room": _room_page(request, membership, part),
        **own_of(request, membership, numbers),
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


def part_asked_for(request: AuthedRequest, membership: Membership) -> Part:
    """The newest page, unless the address names another. Raises Http404 for a message not to be seen."""
    if (at := whole_number(request, "at")) is not None:
        return partial(selectors.page_around, message=visible_message(membership, at))
    if (after := whole_number(request, "after")) is not None:
        return partial(selectors.page_after, after=after)
    return partial(selectors.page_of, before=whole_number(request, "before"))


def _room_page(request: AuthedRequest, membership: Membership, part: Part) -> RoomPage:
    room = membership.room
    others = selectors.others_in(room, membership.user)
    page = part(membership)
    draft = membership.user.drafts.filter(room=room).first()
    marks = None if room.is_broadcast else marks_of(room.pk)
    return RoomPage(
        room=room,
        title=selectors.title_of(room, others),
        others=others,
        messages=fragments(page.messages),
        older=page.older,
        newer=page.newer,
        at=whole_number(request, "at"),
        cursor=page.cursor,
        first_unread=selectors.first_unread(membership),
        saved=" ".join(map(str, selectors.saved_in(membership))),
        reply=_chosen_reply(request, membership),
        may_manage=membership.may_manage,
        quick=QUICK,
        tells_typing=bool(marks) or typists.are_told_in(room),
        draft=draft.body if draft else "",
        draft_at=_milliseconds(draft.updated_at) if draft else 0,
        now=_milliseconds(timezone.now()),
        stays_unread="unread" in request.GET,
        receipts=marks.for_person(membership.user_id, blocked_with(membership.user)) if marks else None,
        may_invite=membership.may_invite,
        reads_all=not membership.readable_from,
    )


def _chosen_reply(request: AuthedRequest, membership: Membership) -> Quote | None:
    """What the box is to reply to: chosen by a link, or posted with a text that came back."""
    number = whole_number(request, "reply") or posted_number(request, "reply_to")
    original = selectors.find_visible(membership, number) if number else None
    if original is None or original.is_gone or membership.room.is_broadcast:
        return None
    return quote_of(original)


def _milliseconds(moment: datetime) -> int:
    return round(1000 * moment.timestamp())
