from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from apps.accounts.gates import problem, signed_in
from apps.accounts.http import AuthedRequest
from apps.chat.models import Membership, Message
from apps.chat.selectors import find_visible

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


def named_room_member(
    view: Callable[Concatenate[AuthedRequest, Membership, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """The same for what only rooms with a name have: direct conversations are of the same people for ever."""

    def gated(
        request: AuthedRequest, membership: Membership, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if not membership.room.is_named:
            raise Http404(_("Only rooms have this, conversations and “Everyone online” don't."))
        return view(request, membership, *args, **kwargs)

    update_wrapper(gated, view)
    return room_member(gated)


def room_owner(
    view: Callable[Concatenate[AuthedRequest, Membership, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """The same for who keeps the room's order; other members get a 403."""

    def gated(
        request: AuthedRequest, membership: Membership, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if not membership.is_owner:
            return problem(request, _("Only the owners of this room may do this."), status=403)
        return view(request, membership, *args, **kwargs)

    update_wrapper(gated, view)
    return named_room_member(gated)


def member_of(membership: Membership, user_id: int) -> Membership:
    """Somebody's place in the same room. Raises Http404."""
    try:
        return membership.room.memberships.select_related("user", "room").get(user__pk=user_id)
    except Membership.DoesNotExist:
        raise Http404(_("This person is not in the room.")) from None


def visible_message(membership: Membership, message_id: int) -> Message:
    """A message that this member may see. Raises Http404 for any other."""
    message = find_visible(membership, message_id)
    if message is None:
        raise Http404(_("There is no such message, or it is not for you."))
    return message


def own_message(membership: Membership, message_id: int) -> Message:
    """A message that this member has sent here. Raises Http404 for anybody else's."""
    message = find_visible(membership, message_id)
    if message is None or message.sender_id != membership.user_id:
        raise Http404(_("There is no such message of yours."))
    return message
