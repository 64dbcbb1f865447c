from contextlib import suppress
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.gates import problem
from apps.accounts.http import AuthedRequest
from apps.chat import selectors, services
from apps.chat.access import own_message, room_member
from apps.chat.forms import MessageForm
from apps.chat.models import Membership, Message
from apps.chat.problems import Gone, Problem
from apps.chat.rendering import fragments
from apps.chat.views.answers import SeeOther, answer_since
from apps.chat.views.pages import render_room
from apps.chat.views.query import posted_number, whole_number
from apps.chat.views.sending import send


@require_http_methods(["GET", "HEAD", "POST"])
@gzip_page
@room_member
def messages(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """A page of older messages, or a send."""
    if request.method == "POST":
        return send(request, membership)
    before = whole_number(request, "before")
    if not request.htmx:
        return render_room(request, membership, before=before)
    if before is None:
        return problem(request, _("Older than which message? The request does not say."))
    page = selectors.page_of(membership, before)
    context = {"room": membership.room, "before": before, "page": page, "messages": fragments(page.messages)}
    return render(request, "chat/_older.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@room_member
def message(request: AuthedRequest, membership: Membership, message_id: int) -> HttpResponse:
    """What can be done with one's own message; a POST gives it another text."""
    own = own_message(membership, message_id)
    if request.method != "POST":
        return _render_actions(request, own, MessageForm(initial={"body": own.body}))
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _refuse(request, own, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        services.edit_message(own, form.cleaned_data["body"])
    except Problem as refused:
        form.add_error("body", str(refused.sentence))
        return _refuse(request, own, form, refused.status)
    return _changed(request, membership)


@require_POST
@room_member
def deletion(request: AuthedRequest, membership: Membership, message_id: int) -> HttpResponse:
    """Wipes one's own message. Again is fine: what is wanted has come about."""
    with suppress(Gone):
        services.delete_message(own_message(membership, message_id))
    return _changed(request, membership)


@require_safe
@room_member
def recipients(request: AuthedRequest, membership: Membership, message_id: int) -> HttpResponse:
    """To whom a broadcast went: its sender may know."""
    own = own_message(membership, message_id)
    context = {"message": own, "people": selectors.recipients_of(own), "me": request.user}
    return render(request, "chat/_recipients.html" if request.htmx else "chat/recipients.html", context)


def _changed(request: AuthedRequest, membership: Membership) -> HttpResponse:
    if not request.htmx:
        return SeeOther(membership.room.get_absolute_url() + "#end")
    return answer_since(request, membership, posted_number(request, "cursor"))


def _refuse(request: AuthedRequest, own: Message, form: MessageForm, status: HTTPStatus) -> HttpResponse:
    if request.htmx:
        return problem(request, str(form.errors["body"][0]), status=status)
    return _render_actions(request, own, form, status)


def _render_actions(
    request: AuthedRequest, own: Message, form: MessageForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = {"message": own, "form": form, "me": request.user}
    return render(request, "chat/message.html", context, status=status)
