"""One message: its page with all that can be done with it, another text for it, and its end."""

from contextlib import suppress
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.gates import problem
from apps.accounts.http import AuthedRequest, with_headers
from apps.chat import services
from apps.chat.access import own_message, room_member, visible_message
from apps.chat.details import chips_of
from apps.chat.emoji import QUICK
from apps.chat.forms import MessageForm
from apps.chat.limits import CHANGES, admit
from apps.chat.models import Membership, Message
from apps.chat.problems import Gone, Problem
from apps.chat.views.answers import SeeOther, answer_since
from apps.chat.views.query import posted_number


@require_http_methods(["GET", "HEAD", "POST"])
@room_member
def message(request: AuthedRequest, membership: Membership, message_id: int) -> HttpResponse:
    """What can be done with a message; for a script the box to edit it in. A POST gives it another text."""
    if request.method == "POST":
        return _edit(request, membership, own_message(membership, message_id))
    if request.htmx:
        return _render_editor(request, own_message(membership, message_id))
    return render_message(request, membership, visible_message(membership, message_id))


@require_POST
@room_member
def deletion(request: AuthedRequest, membership: Membership, message_id: int) -> HttpResponse:
    """Wipes one's own message. Again is fine: what is wanted has come about."""
    with suppress(Gone):
        services.delete_message(own_message(membership, message_id))
    return _changed(request, membership)


def render_message(
    request: AuthedRequest,
    membership: Membership,
    message: Message,
    form: MessageForm | None = None,
    refused: Problem | None = None,
) -> HttpResponse:
    """The message's page; `refused` says why the last thing was not done."""
    own = message.sender_id == request.user.pk
    context = {
        "me": request.user,
        "message": message,
        "membership": membership,
        "chips": chips_of([message]).get(message.pk, []),
        "quick": QUICK,
        "address": request.build_absolute_uri(message.get_absolute_url()),
        "is_saved": request.user.saved.filter(message=message).exists(),
        "form": (form or MessageForm(initial={"body": message.body})) if own else None,
        "sentence": str(refused.sentence) if refused else "",
    }
    status = refused.status if refused else HTTPStatus.OK
    return render(request, "chat/message.html", context, status=status)


def _edit(request: AuthedRequest, membership: Membership, own: Message) -> HttpResponse:
    form = MessageForm(request.POST)
    try:
        if not form.is_valid():
            return _refuse(request, membership, own, form, Problem())
        admit(CHANGES, request.user, f"edit:{own.pk}:{own.revision}")
        services.edit_message(own, form.cleaned_data["body"])
    except Problem as refused:
        form.add_error("body", str(refused.sentence))
        return _refuse(request, membership, own, form, refused)
    return _changed(request, membership)


def _changed(request: AuthedRequest, membership: Membership) -> HttpResponse:
    if not request.htmx:
        return SeeOther(membership.room.get_absolute_url() + "#end")
    return answer_since(request, membership, posted_number(request, "cursor"))


def _refuse(
    request: AuthedRequest, membership: Membership, own: Message, form: MessageForm, refused: Problem
) -> HttpResponse:
    if request.htmx:
        return problem(request, str(form.errors["body"][0]), status=refused.status, headers=refused.headers)
    return with_headers(render_message(request, membership, own, form, refused), refused.headers)


def _render_editor(request: AuthedRequest, own: Message) -> HttpResponse:
    if own.is_gone:
        return problem(request, Gone.sentence, status=Gone.status)
    return render(request, "chat/_editor.html", {"message": own})
