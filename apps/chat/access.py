from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from apps.accounts.gates import signed_in
from apps.accounts.http import AuthedRequest
from apps.chat.models import Membership, Message

P = ParamSpec("P")


def membership_of(request: AuthedRequest, room_id: int) -> Membership:
    """The person's place in the room. Raises Http404: a stranger's room and no room are the same."""
    try:
        membership = request.user.memberships.select_related("room").get(room__pk=room_id)
    except Membership.DoesNotExist:
        raise Http404(_("There is no such conversation, or it is not yours any more.")) from None
    membership.user = request.user
    return membership


def room_member(
    view: Callable[Concatenate[AuthedRequest, Membership, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Hands the view the membership instead of `room_id`; strangers get a 404."""

    def gated(request: AuthedRequest, room_id: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, membership_of(request, room_id), *args, **kwargs)

    update_wrapper(gated, view)
    return signed_in(gated)


def own_message(membership: Membership, message_id: int) -> Message:
    """A message that this member has sent here. Raises Http404 for anybody else's."""
    try:
        return membership.room.messages.select_related("sender", "room").get(
            pk=message_id, sender=membership.user
        )
    except Message.DoesNotExist:
        raise Http404(_("There is no such message of yours.")) from None
