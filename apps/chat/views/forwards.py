"""Passing a message on to another conversation: a link to it, and its text for those who may read both."""

from contextlib import suppress
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.http import AuthedRequest, with_headers
from apps.chat import selectors, services
from apps.chat.access import membership_of, room_member, visible_message
from apps.chat.forms import ForwardForm
from apps.chat.limits import admit_message
from apps.chat.models import Membership, Message, Room
from apps.chat.problems import Gone, Held, Problem
from apps.chat.views.answers import SeeOther


@require_http_methods(["GET", "HEAD", "POST"])
@room_member
def forward(request: AuthedRequest, membership: Membership, message_id: int) -> HttpResponse:
    """Where to, and with which words."""
    original = visible_message(membership, message_id)
    form = ForwardForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _render_form(request, original, form, Problem(), status=200)
    try:
        if not form.is_valid():
            return _render_form(request, original, form, Problem())
        room = _send(request, original, form)
    except Problem as refused:
        form.add_error(None, str(refused.sentence))
        return _render_form(request, original, form, refused)
    return SeeOther(f"{room.get_absolute_url()}#end")


@require_safe
@room_member
def forwarded(request: AuthedRequest, membership: Membership, message_id: int) -> HttpResponse:
    """What a forward is about, for who may read it; the others are told that they may not."""
    message = visible_message(membership, message_id)
    place = None if message.is_gone else selectors.find_readable(request.user, message.forwarded_from_id)
    context = {"me": request.user, "place": place, "message": message}
    return render(request, "chat/_forwarded.html" if request.htmx else "chat/forwarded.html", context)


def _send(request: AuthedRequest, original: Message, form: ForwardForm) -> Room:
    """Returns where it has gone, or waits for a moderator."""
    nonce = form.cleaned_data["nonce"]
    target = membership_of(request, form.cleaned_data["room"])
    if original.is_gone:
        raise Gone
    with suppress(Held):
        services.post_message(
            target,
            form.cleaned_data["body"],
            nonce,
            partial(admit_message, request.user, target.room, str(nonce)),
            forwarded_from=original,
        )
    return target.room


def _render_form(
    request: AuthedRequest, original: Message, form: ForwardForm, refused: Problem, status: int | None = None
) -> HttpResponse:
    term = request.GET.get("q", "").strip()
    context = {
        "me": request.user,
        "message": original,
        "form": form,
        "term": term,
        "conversations": selectors.conversations_of(request.user, term),
    }
    response = render(request, "chat/forward.html", context, status=status or refused.status)
    return with_headers(response, refused.headers)
