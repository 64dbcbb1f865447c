"""What a poll and a send answer: the fragments that bring a page up to date."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from apps.accounts.http import AuthedRequest
from apps.chat import selectors
from apps.chat.access import membership_of
from apps.chat.models import Membership
from apps.chat.rendering import fragments


@dataclass(frozen=True)
class Changes:
    """A room's changes, rendered."""

    room_id: int
    since: int
    cursor: int
    messages: list[SafeString]
    is_reload: bool


def changes_since(membership: Membership, cursor: int) -> Changes:
    updates = selectors.updates_of(membership, cursor)
    return Changes(
        room_id=updates.room.pk,
        since=updates.since,
        cursor=updates.cursor,
        messages=fragments(updates.messages),
        is_reload=updates.is_reload,
    )


def answer_since(request: AuthedRequest, membership: Membership, cursor: int | None) -> HttpResponse:
    """All that came after the page's cursor, read now. Without a cursor the log is sent anew."""
    current = membership_of(request, membership.room_id)
    return answer(request, changes_since(current, cursor or 0))


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
