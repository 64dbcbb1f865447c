"""Messages to come back to: a room's pinned ones, and a person's own saved ones."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.gates import signed_in
from apps.accounts.http import AuthedRequest
from apps.chat import selectors
from apps.chat.access import room_member
from apps.chat.models import Membership, Message
from apps.chat.views.query import whole_number


@require_safe
@room_member
def pins(request: AuthedRequest, membership: Membership) -> HttpResponse:
    visible = Message.objects.visible_to(request.user, membership.room).pinned()
    places = selectors.places_of(request.user, list(visible.values_list("pk", flat=True)))
    context = {"me": request.user, "room": membership.room, "places": places, "membership": membership}
    return render(request, "chat/pins.html", context)


@require_safe
@signed_in
def saved(request: AuthedRequest) -> HttpResponse:
    """The latest first, a page at a time."""
    page = selectors.saved_by(request.user, whole_number(request, "before"))
    return render(request, "chat/saved.html", {"me": request.user, "page": page})
