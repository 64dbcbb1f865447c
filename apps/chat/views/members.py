from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.blocks import blocked_with
from apps.accounts.gates import problem
from apps.accounts.http import AuthedRequest
from apps.accounts.models import User
from apps.chat import membership_services, selectors
from apps.chat.access import member_of, named_room_member, room_owner
from apps.chat.limits import INVITES, admit
from apps.chat.models import Membership
from apps.chat.problems import Problem
from apps.chat.views.answers import led_to
from apps.chat.views.people import find_people
from apps.chat.views.query import posted_number, whole_number
from apps.chat.voice import require_voice


@require_http_methods(["GET", "HEAD", "POST"])
@named_room_member
def members(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """Who is in the room, and by a search who could be; a POST lets `person` in."""
    if request.method != "POST":
        return _render_members(request, membership)
    if not membership.may_invite:
        return problem(request, _("You can't bring people into this room."), status=403)
    invited = selectors.people_named(request.user, [posted_number(request, "person") or 0])
    if not invited or invited[0].pk in blocked_with(request.user):
        return problem(request, _("There is nobody like this."))
    try:
        require_voice(request.user)
        admit(INVITES, request.user, f"{membership.room_id}:{invited[0].pk}")
        membership_services.bring_in(invited[0], membership)
    except Problem as refused:
        return problem(request, refused.sentence, status=refused.status, headers=refused.headers)
    return _done(request, membership, _("%(name)s is in the room now."), invited[0])


@require_POST
@room_owner
def removal(request: AuthedRequest, membership: Membership, user_id: int) -> HttpResponse:
    """Takes a member's place away; their pages lose the room at once."""
    place = member_of(membership, user_id)
    if place.is_owner:
        return problem(request, _("An owner is not removed: take the ownership away first."), status=409)
    membership_services.remove(place)
    return _done(request, membership, _("%(name)s is not in the room any more."), place.user)


@require_POST
@room_owner
def readmission(request: AuthedRequest, membership: Membership, user_id: int) -> HttpResponse:
    """Whoever was removed may come back."""
    ban = membership.room.bans.select_related("user").filter(user=user_id).first()
    if ban is None:
        raise Http404(_("This person is not kept out of the room."))
    membership_services.readmit(ban.user, membership.room)
    return _done(request, membership, _("%(name)s can come back now."), ban.user)


@require_POST
@room_owner
def ownership(request: AuthedRequest, membership: Membership, user_id: int) -> HttpResponse:
    """`is_owner` "on" makes a member an owner, anything else takes it away."""
    place = member_of(membership, user_id)
    is_owner = request.POST.get("is_owner") == "on"
    try:
        membership_services.set_owner(place, is_owner=is_owner)
    except Problem as refused:
        return problem(request, refused.sentence, status=refused.status)
    sentence = _("%(name)s is an owner now.") if is_owner else _("%(name)s is no owner any more.")
    return _done(request, membership, sentence, place.user)


def _done(request: AuthedRequest, membership: Membership, sentence: str, person: User) -> HttpResponse:
    messages.success(request, sentence % {"name": person.display_name})
    return led_to(request, reverse("chat:members", args=[membership.room_id]))


def _render_members(request: AuthedRequest, membership: Membership) -> HttpResponse:
    room, found = membership.room, find_people(request)
    inside = set(room.memberships.filter(user__in=found.people).values_list("user_id", flat=True))
    context = {
        "membership": membership,
        "room": room,
        "found": found,
        "members": selectors.members_of(room, found.words, whole_number(request, "after")),
        "newcomers": [person for person in found.people if person.pk not in inside],
        "bans": selectors.bans_of(membership),
        "me": request.user,
    }
    return render(request, "chat/members.html", context)
