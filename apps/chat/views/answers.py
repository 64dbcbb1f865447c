"""What a poll and a send answer: the fragments that bring a page up to date."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import SafeString
from django_htmx.http import HttpResponseClientRedirect

from apps.accounts import announcements
from apps.accounts.http import AuthedRequest
from apps.chat import selectors
from apps.chat.access import membership_of
from apps.chat.changes import changes_since
from apps.chat.models import Membership, Message
from apps.chat.voice import Voice


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
    request: AuthedRequest,
    changes: SafeString | None = None,
    sidebar: selectors.Sidebar | None = None,
    voice: Voice | None = None,
) -> HttpResponse:
    """The fragments that there are; 204 when there are none. Says when to come back."""
    if changes or sidebar:
        context = {"changes": changes, "sidebar": sidebar, "voice": voice, "me": request.user}
        response = render(request, "chat/_updates.html", context)
    else:
        response = HttpResponse(status=204)
    response["Messager-Poll"] = str(round(settings.POLL_INTERVAL * 1000))
    response["Messager-Build"] = settings.BUILD
    response[announcements.HEADER] = str(announcements.standing().version)
    return response
