"""Somebody's card: who they are, and what one can do about them."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.blocks import blocked_with
from apps.accounts.gates import problem, signed_in
from apps.accounts.http import AuthedRequest, page_before
from apps.accounts.models import User
from apps.accounts.zones import time_there
from apps.chat import blocking
from apps.chat.limits import BLOCKS, LOOK_UPS, admit
from apps.chat.models import Room
from apps.chat.problems import TooFast
from apps.chat.views.answers import led_to
from apps.presence.selectors import status_of


@require_safe
@signed_in
def person(request: AuthedRequest, user_id: int) -> HttpResponse:
    """It shows their code, so it is counted as a look-up is."""
    if user_id == request.user.pk:
        return redirect("accounts:profile")
    try:
        admit(LOOK_UPS, request.user, f"card:{user_id}")
    except TooFast as refused:
        sentence = _("That was a bit fast. Try again in a moment.")
        return problem(request, sentence, status=refused.status, headers=refused.headers)
    other = _other(request, user_id)
    is_apart = other.pk in blocked_with(request.user)
    context = {
        "me": request.user,
        "person": other,
        "is_apart": is_apart,
        "is_blocked": request.user.blocks.filter(blocked=other).exists(),
        "status": None if is_apart else status_of(other),
        "time_there": None if is_apart else time_there(other, request.user),
        "direct": Room.objects.between(request.user.pk, other.pk).first(),
    }
    return render(request, "chat/person.html", context)


@require_POST
@signed_in
def block(request: AuthedRequest, user_id: int) -> HttpResponse:
    """`blocked` "on" blocks the person, anything else takes it back."""
    other = _other(request, user_id)
    try:
        admit(BLOCKS, request.user, str(uuid4()))
    except TooFast as refused:
        sentence = _("That was a bit fast. Try again in a moment.")
        return problem(request, sentence, status=refused.status, headers=refused.headers)
    if request.POST.get("blocked") == "on":
        blocking.block(request.user, other)
        sentence = _("You have blocked %(name)s.")
    else:
        blocking.unblock(request.user, other)
        sentence = _("You have unblocked %(name)s.")
    messages.success(request, sentence % {"name": other.display_name})
    return led_to(request, resolve_url(page_before(request)))


def _other(request: AuthedRequest, user_id: int) -> User:
    """Raises Http404 for oneself and for who is not here any more."""
    other = User.objects.filter(pk=user_id, is_active=True).exclude(pk=request.user.pk).first()
    if other is None:
        raise Http404(_("There is nobody like this."))
    return other
