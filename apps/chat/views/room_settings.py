from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.gates import problem
from apps.accounts.http import AuthedRequest
from apps.chat import holding, room_services
from apps.chat.access import room_owner
from apps.chat.models import LockedBy, Membership
from apps.chat.problems import Problem
from apps.chat.room_forms import SettingsForm
from apps.chat.views.answers import led_to
from apps.chat.voice import require_voice


@require_http_methods(["GET", "HEAD", "POST"])
@room_owner
def settings(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """Name, topic, description, who posts and who reads back; a POST changes them."""
    form = SettingsForm(request.POST if request.method == "POST" else None, room=membership.room)
    if request.method != "POST":
        return _render_settings(request, membership, form)
    if not form.is_valid():
        return _refuse(request, membership, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    chosen = form.settings()
    try:
        require_voice(request.user)
        holding.require_good_names(request.user, chosen.name, chosen.topic, chosen.description)
        room_services.change_settings(membership.room, chosen)
    except Problem as refused:
        form.add_error("name", str(refused.sentence))
        return _refuse(request, membership, form, refused.status)
    messages.success(request, _("Saved."))
    return led_to(request, reverse("chat:details", args=[membership.room_id]))


@require_POST
@room_owner
def archive(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """`archived` "on" ends the room, anything else brings it back."""
    change = room_services.archive if request.POST.get("archived") == "on" else room_services.bring_back
    try:
        change(membership.room)
    except Problem as refused:
        return problem(request, refused.sentence, status=refused.status)
    return led_to(request, membership.room.get_absolute_url())


@require_POST
@room_owner
def lock(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """`locked` "on": for a while only owners and moderators post; anything else opens the room again."""
    change = room_services.lock if request.POST.get("locked") == "on" else room_services.unlock
    try:
        change(membership.room, LockedBy.OWNERS)
    except Problem as refused:
        return problem(request, refused.sentence, status=refused.status)
    return led_to(request, membership.room.get_absolute_url())


def _refuse(
    request: AuthedRequest, membership: Membership, form: SettingsForm, status: HTTPStatus
) -> HttpResponse:
    if request.htmx:
        return problem(request, str(next(iter(form.errors.values()))[0]), status=status)
    return _render_settings(request, membership, form, status)


def _render_settings(
    request: AuthedRequest, membership: Membership, form: SettingsForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = {"room_id": membership.room_id, "membership": membership, "form": form, "me": request.user}
    return render(request, "chat/room_settings.html", context, status=status)
