"""What a poll and a send answer: the fragments that bring a page up to date."""

from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import SafeString

from apps.accounts.http import AuthedRequest
from apps.chat import selectors
from apps.chat.access import membership_of
from apps.chat.models import Membership, Message, Room
from apps.chat.rendering import fragments


class SeeOther(HttpResponseRedirect):
    """Where a plain form is led after its POST: what the browser then loads is a GET, for certain."""

    status_code = HTTPStatus.SEE_OTHER


@dataclass(frozen=True)
class Changes:
    """A room's changes, rendered."""

    room: Room
    since: int
    cursor: int
    messages: list[SafeString]
    older: int | None
    is_reload: bool


def changes_since(membership: Membership, cursor: int, own: Message | None = None) -> Changes:
    """`own` is among them in any case: the answer to a late copy of a send names what it has become."""
    updates = selectors.updates_of(membership, cursor)
    messages = updates.messages
    if own and own.revision <= cursor and not updates.is_reload:
        messages = [own, *messages]
    return Changes(
        room=updates.room,
        since=updates.since,
        cursor=updates.cursor,
        messages=fragments(messages),
        older=updates.older,
        is_reload=updates.is_reload,
    )


def answer_since(
    request: AuthedRequest, membership: Membership, cursor: int | None, own: Message | None = None
) -> HttpResponse:
    """All that came after the page's cursor, read now. Without a cursor the log is sent anew."""
    current = membership_of(request, membership.room_id)
    return answer(request, changes_since(current, cursor or 0, own))


def answer(
    request: AuthedRequest, changes: Changes | None = None, sidebar: selectors.Sidebar | None = None
) -> HttpResponse:
    """The fragments that there are; 204 when there are none. Says when to come back."""
    if changes or sidebar:
        context = {"changes": changes, "sidebar": sidebar, "me": request.user}
        response = render(request, "chat/_updates.html", context)
    else:
        response = HttpResponse(status=204)
    response["Messager-Poll"] = str(round(settings.POLL_INTERVAL * 1000))
    response["Messager-Build"] = settings.BUILD
    return response
