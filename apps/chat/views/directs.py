from functools import partial
from http import HTTPStatus
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.gates import problem, signed_in
from apps.accounts.http import AuthedRequest, with_headers
from apps.accounts.models import User
from apps.chat import selectors, services
from apps.chat.forms import SendForm
from apps.chat.limits import admit_direct
from apps.chat.models import Message, direct_key
from apps.chat.models.room import MOST_IN_DIRECT
from apps.chat.problems import Held, Problem
from apps.chat.views.answers import held_in, led_to
from apps.chat.views.people import find_people


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def directs(request: AuthedRequest) -> HttpResponse:
    """Picks people by a search, one after the other; a POST sends them the first message."""
    if request.method != "POST":
        return _render_directs(request, _picked(request, request.GET.getlist("person")), SendForm())
    people, form = _picked(request, request.POST.getlist("person")), SendForm(request.POST)
    try:
        message = _send(request, people, form)
    except Held:
        return led_to(request, held_in(request.user, form.cleaned_data["nonce"]).get_absolute_url() + "#end")
    except Problem as refused:
        return _refuse(request, people, form, refused)
    return led_to(request, message.room.get_absolute_url() + "#end")


def _picked(request: AuthedRequest, given: list[str]) -> list[User]:
    ids = [int(one) for one in given[:MOST_IN_DIRECT] if one.isascii() and one.isdigit() and len(one) < 19]
    return selectors.people_named(request.user, ids)


def _send(request: AuthedRequest, people: list[User], form: SendForm) -> Message:
    """The first message makes the conversation: none stands there empty."""
    if not form.is_valid():
        raise Problem
    if not 0 < len(people) < MOST_IN_DIRECT:
        form.add_error(None, _people_sentence(people))
        raise Problem
    body, nonce = form.cleaned_data["body"], form.cleaned_data["nonce"]
    admitted = partial(admit_direct, request.user, people, str(nonce))
    return services.post_direct(request.user, people, body, nonce, admitted)


def _people_sentence(people: list[User]) -> str:
    if not people:
        return _("Choose somebody to write to first.")
    return _("These are too many for one conversation. Make a room for them instead.")


def _refuse(request: AuthedRequest, people: list[User], form: SendForm, refused: Problem) -> HttpResponse:
    if not form.errors:
        form.add_error(None, str(refused.sentence))
    sentence = str(next(iter(form.errors.values()))[0])
    if request.htmx:
        return problem(request, sentence, status=refused.status, headers=refused.headers)
    if refused.status == HTTPStatus.CONFLICT or "nonce" in form.errors:
        form.data = request.POST.copy()
        form.data["nonce"] = str(uuid4())
    return with_headers(_render_directs(request, people, form, sentence, refused.status), refused.headers)


def _render_directs(
    request: AuthedRequest,
    people: list[User],
    form: SendForm,
    sentence: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    found = find_people(request)
    key = direct_key([request.user.pk, *(person.pk for person in people)])
    context = {
        "people": people,
        "found": found,
        "candidates": [person for person in found.people if person not in people],
        "is_full": len(people) >= MOST_IN_DIRECT - 1,
        "standing": request.user.rooms.filter(direct_key=key).first() if people else None,
        "form": form,
        "problem": sentence or found.problem,
        "me": request.user,
    }
    return render(request, "chat/directs.html", context, status=status)
