"""What a poll and a send answer: the fragments that bring a page up to date."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import SafeString
from django_htmx.http import HttpResponseClientRedirect

from apps.accounts import announcements
from apps.accounts.http import AuthedRequest
from apps.accounts.models import User
from apps.chat import holding, selectors
from apps.chat.access import membership_of
from apps.chat.changes import changes_since
from apps.chat.models import HeldMessage, Membership, Message, Room
from apps.chat.selectors import Numbers
from apps.chat.voice import voice_in


class SeeOther(HttpResponseRedirect):
    """Where a plain form is led after its POST: what the browser then loads is a GET, for certain."""

    status_code = HTTPStatus.SEE_OTHER


def led_to(request: AuthedRequest, url: str) -> HttpResponse:
    """On to another page, after something was posted: a script is told so, never redirected."""
    return HttpResponseClientRedirect(url) if request.htmx else SeeOther(url)


def answer_since(
    request: AuthedRequest, membership: Membership, cursor: int | None, own: Message | None = None
) -> HttpResponse:
    """All that came after the page's cursor, read now. Without a cursor the log is sent anew."""
    current = membership_of(request, membership.room_id)
    return answer(request, changes_since(current, cursor or 0, own))


def answer(
    request: AuthedRequest, changes: SafeString | None = None, own: Mapping[str, object] | None = None
) -> HttpResponse:
    """The fragments that there are; 204 when there are none. Says when to come back."""
    if changes or own:
        context = {"changes": changes, **(own or {}), "me": request.user}
        response = render(request, "chat/_updates.html", context)
    else:
        response = HttpResponse(status=204)
    response["Messager-Poll"] = str(round(settings.POLL_INTERVAL * 1000))
    response["Messager-Build"] = settings.BUILD
    response[announcements.HEADER] = str(announcements.standing().version)
    return response


def answer_anew(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """After the person has changed what their own pages show: all read once more, the number first."""
    request.user.refresh_from_db(fields=["inbox", "muted_until"])
    numbers = selectors.numbers_of(request.user)
    return answer(request, own=own_of(request, membership_of(request, membership.room_id), numbers))


def own_of(
    request: AuthedRequest, membership: Membership | None, numbers: Mapping[int, Numbers]
) -> Mapping[str, object]:
    """All that the person's inbox number stands for on the page of a room: the sidebar, whether they may
    speak there, what a moderator has of theirs. A page that got a part of it would not ask for the rest.
    """
    if membership is None:
        return {"sidebar": selectors.sidebar_for(request.user, None, numbers)}
    room, is_broadcast = membership.room_id, membership.room.is_broadcast
    return {
        "sidebar": selectors.sidebar_for(request.user, room, numbers),
        "voice": voice_in(membership),
        "held": holding.shown_to(request.user, room, is_broadcast=is_broadcast),
    }


def held_in(sender: User, nonce: UUID) -> Room:
    """On whose page the sender is told of what a moderator looks at first."""
    held = HeldMessage.objects.select_related("room").filter(sender=sender, nonce=nonce).first()
    return (held and held.room) or Room.objects.broadcast()


def answer_held(request: AuthedRequest, room: Room) -> HttpResponse:
    """A send that waits: accepted, and not in the log."""
    held = holding.shown_to(request.user, room.pk, is_broadcast=room.is_broadcast)
    context = {"held": held, "me": request.user}
    return render(request, "chat/_held_moved.html", context, status=HTTPStatus.ACCEPTED)
