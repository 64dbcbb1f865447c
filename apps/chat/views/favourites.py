from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.gates import signed_in
from apps.accounts.http import AuthedRequest
from apps.chat import membership_services, selectors
from apps.chat.access import room_member
from apps.chat.models import Membership
from apps.chat.views.answers import led_to

STEPS = {"up": -1, "down": 1}


@require_safe
@signed_in
def favourites(request: AuthedRequest) -> HttpResponse:
    """The favourites, to be put in order."""
    sidebar = selectors.sidebar_for(request.user, None, selectors.numbers_of(request.user))
    return render(request, "chat/favourites.html", {"favourites": sidebar.favourites, "me": request.user})


@require_POST
@room_member
def favourite(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """`move` "up" or "down" changes its place; without it `is_favourite` "on" makes it one."""
    if steps := STEPS.get(request.POST.get("move", "")):
        membership_services.move_favourite(membership, steps)
        return led_to(request, reverse("chat:favourites"))
    is_favourite = request.POST.get("is_favourite") == "on"
    membership_services.set_favourite(membership, is_favourite=is_favourite)
    from_list = request.POST.get("from") == "favourites"
    back = reverse("chat:favourites") if from_list else reverse("chat:details", args=[membership.room_id])
    return led_to(request, back)
