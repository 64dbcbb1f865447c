from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.gates import problem, signed_in
from apps.accounts.http import AuthedRequest, with_headers
from apps.chat import holding, room_services, selectors
from apps.chat.limits import ROOMS, admit
from apps.chat.models import Kind, Room
from apps.chat.problems import Problem
from apps.chat.room_forms import NewRoomForm
from apps.chat.views.answers import led_to
from apps.chat.views.query import whole_number
from apps.chat.voice import require_voice


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def rooms(request: AuthedRequest) -> HttpResponse:
    """The directory of open rooms; a POST makes a room."""
    if request.method == "POST":
        return _create(request)
    words = request.GET.get("q", "").strip()
    directory = selectors.directory_for(request.user, words, whole_number(request, "after"))
    context = {"directory": directory, "words": words, "me": request.user}
    return render(request, "chat/rooms.html", context)


@require_safe
@signed_in
def new_room(request: AuthedRequest) -> HttpResponse:
    return _render_form(request, NewRoomForm(initial={"name": request.GET.get("name", "")}))


def _create(request: AuthedRequest) -> HttpResponse:
    form = NewRoomForm(request.POST)
    if not form.is_valid():
        return _refuse(request, form, Problem())
    try:
        room = _admitted(request, form)
    except Problem as refused:
        form.add_error("name", str(refused.sentence))
        return _refuse(request, form, refused)
    return led_to(request, room.get_absolute_url())


def _admitted(request: AuthedRequest, form: NewRoomForm) -> Room:
    require_voice(request.user)
    settings = form.settings()
    holding.require_good_names(request.user, settings.name, settings.topic, settings.description)
    admit(ROOMS, request.user, settings.name)
    return room_services.create_room(request.user, Kind(form.cleaned_data["kind"]), settings)


def _refuse(request: AuthedRequest, form: NewRoomForm, refused: Problem) -> HttpResponse:
    if request.htmx:
        sentence = str(next(iter(form.errors.values()))[0])
        return problem(request, sentence, status=refused.status, headers=refused.headers)
    return with_headers(_render_form(request, form, refused.status), refused.headers)


def _render_form(
    request: AuthedRequest, form: NewRoomForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    return render(request, "chat/new_room.html", {"form": form, "me": request.user}, status=status)
