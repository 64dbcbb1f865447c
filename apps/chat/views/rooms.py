from django.http import Http404, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from apps.accounts.gates import signed_in
from apps.accounts.http import AuthedRequest
from apps.chat import services
from apps.chat.access import membership_of, room_member
from apps.chat.models import Membership, Room
from apps.chat.views.pages import part_asked_for, render_room


@require_safe
@gzip_page
@signed_in
def home(request: AuthedRequest) -> HttpResponse:
    """Everyone online."""
    room = Room.objects.broadcast()
    try:
        membership = membership_of(request, room.pk)
    except Http404:  # the account was made past the signal that welcomes newcomers: many at once, from a file
        services.welcome([request.user])
        membership = membership_of(request, room.pk)
    return render_room(request, membership, part=part_asked_for(request, membership))


@require_safe
@gzip_page
@room_member
def room(request: AuthedRequest, membership: Membership) -> HttpResponse:
    return render_room(request, membership, part=part_asked_for(request, membership))
