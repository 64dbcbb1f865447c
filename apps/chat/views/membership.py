from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.gates import problem, signed_in
from apps.accounts.http import AuthedRequest
from apps.accounts.zones import time_there
from apps.chat import membership_services, selectors
from apps.chat.access import named_room_member, room_member
from apps.chat.models import Involvement, Membership, Room
from apps.chat.problems import Problem
from apps.chat.room_forms import InvolvementForm
from apps.chat.views.answers import led_to

MOST_OWNERS = 20  # named beside the room; the list of members has them all


@require_safe
@room_member
def details(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """What the room is about, who keeps it, and what one's own place in it is."""
    return _render_details(request, membership)


@require_POST
@signed_in
def membership(request: AuthedRequest, room_id: int) -> HttpResponse:
    """Joins an open room. Of any other a stranger learns nothing."""
    room = Room.objects.listed().filter(pk=room_id).first()
    if room is None:
        raise Http404(_("There is no such room, or it is not open to everyone."))
    try:
        membership_services.join_open_room(request.user, room)
    except Problem as refused:
        return problem(request, refused.sentence, status=refused.status)
    return led_to(request, room.get_absolute_url())


@require_POST
@named_room_member
def departure(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """Leaves the room."""
    try:
        membership_services.leave(membership)
    except Problem as refused:
        return _refuse(request, membership, refused)
    messages.success(request, _("You have left %(room)s.") % {"room": membership.room.name})
    return led_to(request, reverse("chat:home"))


@require_POST
@room_member
def involvement(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """What of the room the person wants to hear about."""
    form = InvolvementForm(request.POST)
    if not form.is_valid():
        return problem(request, _("Choose one of the three."))
    membership_services.set_involvement(membership, Involvement(form.cleaned_data["involvement"]))
    messages.success(request, _("Saved."))
    return led_to(request, reverse("chat:details", args=[membership.room_id]))


def _refuse(request: AuthedRequest, membership: Membership, refused: Problem) -> HttpResponse:
    if request.htmx:
        return problem(request, refused.sentence, status=refused.status)
    return _render_details(request, membership, str(refused.sentence), refused.status)


def _render_details(
    request: AuthedRequest,
    membership: Membership,
    sentence: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    room = membership.room
    others = selectors.others_in(room, request.user)
    other = others[0] if len(others) == 1 and not room.is_blocked else None
    context = {
        "membership": membership,
        "room": room,
        "title": selectors.title_of(room, others),
        "others": others,
        "owners": room.memberships.owners().select_related("user").order_by("pk")[:MOST_OWNERS],
        "members": room.memberships.count(),
        "other": other,
        "time_there": time_there(other, request.user) if other else None,
        "is_blocked": len(others) == 1 and request.user.blocks.filter(blocked=others[0]).exists(),
        "problem": sentence,
        "me": request.user,
    }
    return render(request, "chat/details.html", context, status=status)
