from http import HTTPStatus
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

from apps.accounts.gates import problem
from apps.accounts.http import AuthedRequest
from apps.chat import services
from apps.chat.forms import BroadcastForm, SendForm
from apps.chat.limits import BROADCASTS, MESSAGES, admit
from apps.chat.models import Membership
from apps.chat.problems import Problem
from apps.chat.views.answers import answer_since
from apps.chat.views.pages import render_room, send_form


def send(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """Sends what was posted to the room, or, with a code, to the one person it stands for."""
    form = send_form(request, membership.room)
    try:
        if not form.is_valid():
            return _refuse(request, membership, form, Problem())
        target = _target(form, membership)
        _admit(form, target)
        services.post_message(target, form.cleaned_data["body"], form.cleaned_data["nonce"])
    except Problem as refused:
        form.add_error(None, str(refused.sentence))
        return _refuse(request, membership, form, refused)
    return _sent(request, membership, target, form.cleaned_data["cursor"] or 0)


def _target(form: SendForm, membership: Membership) -> Membership:
    if isinstance(form, BroadcastForm) and form.other:
        return services.open_direct(membership.user, form.other)
    return membership


def _admit(form: SendForm, target: Membership) -> None:
    body, nonce = form.cleaned_data["body"], form.cleaned_data["nonce"]
    if services.find_sent(target, body, nonce):
        return  # a late copy is no new message
    admit(MESSAGES, target.user, str(nonce))
    if target.room.is_broadcast:
        admit(BROADCASTS, target.user, str(nonce))


def _sent(request: AuthedRequest, membership: Membership, target: Membership, cursor: int) -> HttpResponse:
    url = target.room.get_absolute_url()
    if not request.htmx:
        return redirect(url + "#end")
    if target.room_id != membership.room_id:
        return HttpResponseClientRedirect(url)
    # All that came after the page's cursor, the own message among it: the sender's answer cannot
    # step over what somebody else sent in between.
    return answer_since(request, membership, cursor)


def _refuse(request: AuthedRequest, membership: Membership, form: SendForm, refused: Problem) -> HttpResponse:
    """A sentence beside the box; the text stays. A nonce that is taken is exchanged for a fresh one."""
    if request.htmx:
        sentence = next(iter(form.errors.values()))[0]
        return problem(request, str(sentence), status=refused.status, headers=refused.headers)
    if refused.status == HTTPStatus.CONFLICT or "nonce" in form.errors:
        form.data = request.POST.copy()
        form.data["nonce"] = str(uuid4())
    response = render_room(request, membership, form=form, status=refused.status)
    for name, value in refused.headers.items():
        response[name] = value
    return response
