from functools import partial
from http import HTTPStatus
from uuid import UUID, uuid4

from django.http import HttpResponse
from django_htmx.http import HttpResponseClientRedirect

from apps.accounts.gates import problem
from apps.accounts.http import AuthedRequest, with_headers
from apps.chat import selectors, services
from apps.chat.changes import changes_since
from apps.chat.forms import BroadcastForm, SendForm
from apps.chat.limits import BROADCASTS, EVERYONE, admit, admit_direct, admit_message
from apps.chat.models import Membership, Message
from apps.chat.problems import EveryoneUnconfirmed, Held, NoOriginal, Problem
from apps.chat.views.answers import SeeOther, answer, answer_held, held_in, led_to
from apps.chat.views.pages import render_room, send_form


def send(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """Sends what was posted to the room, or, with a code, to the one person it stands for."""
    form = send_form(request, membership.room)
    try:
        if not form.is_valid():
            return _refuse(request, membership, form, Problem())
        message = _post(form, membership)
    except Held:
        return _held(request, membership, form)
    except Problem as refused:
        form.add_error(None, str(refused.sentence))
        form.needs_confirmation = isinstance(refused, EveryoneUnconfirmed)
        return _refuse(request, membership, form, refused)
    return _sent(request, membership, message, form.cleaned_data["cursor"])


def _post(form: SendForm, membership: Membership) -> Message:
    body, nonce = form.cleaned_data["body"], form.cleaned_data["nonce"]
    other = form.other if isinstance(form, BroadcastForm) else None
    if other is None:
        original = _original(form, membership)
        check = partial(_admit, membership, nonce, form, original)
        everyone = form.cleaned_data["everyone"]
        return services.post_message(
            membership, body, nonce, check, calls_everyone=everyone, reply_to=original
        )
    # Opened last: who is held back leaves no empty conversation with a stranger.
    admitted = partial(admit_direct, membership.user, [other], str(nonce))
    return services.post_direct(membership.user, [other], body, nonce, admitted)


def _original(form: SendForm, membership: Membership) -> Message | None:
    """What is replied to; nothing among broadcasts, where who sees the one may not see the other."""
    number = form.cleaned_data["reply_to"]
    if number is None or membership.room.is_broadcast:
        return None
    original = selectors.find_visible(membership, number)
    return None if original and original.is_gone else original


def _admit(membership: Membership, nonce: UUID, form: SendForm, original: Message | None) -> None:
    """A copy of what was sent before is not stopped here: see post_message."""
    if form.cleaned_data["reply_to"] is not None and original is None:
        raise NoOriginal
    admit_message(membership.user, membership.room, str(nonce))
    if form.cleaned_data["everyone"]:
        admit(EVERYONE, membership.user, str(nonce))
    if membership.room.is_broadcast:
        admit(BROADCASTS, membership.user, str(nonce))


def _sent(
    request: AuthedRequest, membership: Membership, message: Message, cursor: int | None
) -> HttpResponse:
    url = message.room.get_absolute_url()
    if not request.htmx:
        return SeeOther(url + "#end")
    if message.room_id != membership.room_id:
        return HttpResponseClientRedirect(url)
    # All that came after the page's cursor, the own message among it: the sender's answer cannot
    # step over what somebody else sent in between. Its room is as it was when it was read or written.
    membership.room = message.room
    return answer(request, changes_since(membership, cursor or 0, own=message))


def _held(request: AuthedRequest, membership: Membership, form: SendForm) -> HttpResponse:
    """Beside the box stands that it waits; so in the conversation with whom a code names, if there is one."""
    room = held_in(request.user, form.cleaned_data["nonce"])
    if request.htmx and room == membership.room:
        return answer_held(request, room)
    return led_to(request, room.get_absolute_url() + "#end")


def _refuse(request: AuthedRequest, membership: Membership, form: SendForm, refused: Problem) -> HttpResponse:
    """A sentence beside the box; the text stays. A nonce that is taken is exchanged for a fresh one."""
    if request.htmx:
        sentence = next(iter(form.errors.values()))[0]
        return problem(request, str(sentence), status=refused.status, headers=refused.headers)
    if refused.status == HTTPStatus.CONFLICT or "nonce" in form.errors:
        form.data = request.POST.copy()
        form.data["nonce"] = str(uuid4())
    return with_headers(render_room(request, membership, form=form, status=refused.status), refused.headers)
