"""What anybody may do to a message that they can see: react, save; and pin, who keeps the room's order."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.gates import problem
from apps.accounts.http import AuthedRequest
from apps.chat import pins, reactions, saved
from apps.chat.access import room_member, visible_message
from apps.chat.emoji import is_emoji
from apps.chat.limits import CHANGES, admit
from apps.chat.models import Membership, Message
from apps.chat.problems import NoEmoji, Problem
from apps.chat.views.answers import SeeOther, answer_since
from apps.chat.views.message import render_message
from apps.chat.views.query import posted_number


@require_POST
@room_member
def reactions_of(request: AuthedRequest, membership: Membership, message_id: int) -> HttpResponse:
    """`emoji` is added, or taken back when `is_on` is 0; without `is_on` it is turned over."""
    message = visible_message(membership, message_id)
    wanted = posted_number(request, "is_on")
    is_on = None if wanted is None else bool(wanted)

    def react() -> None:
        emoji = request.POST.get("emoji", "").strip()
        if not is_emoji(emoji):
            raise NoEmoji
        admit(CHANGES, request.user, f"react:{message.pk}:{message.revision}:{emoji}")
        reactions.react(message, request.user, emoji, is_on=is_on)

    return _do(request, membership, message, react)


@require_POST
@room_member
def pin(request: AuthedRequest, membership: Membership, message_id: int) -> HttpResponse:
    """Pinned, or not any more when `is_on` is 0."""
    message = visible_message(membership, message_id)
    if not membership.may_manage:
        return problem(request, _("Only an owner of this room pins messages."), status=403)

    def change() -> None:
        admit(CHANGES, request.user, f"pin:{message.pk}:{message.revision}")
        if posted_number(request, "is_on") == 0:
            pins.unpin(message)
        else:
            pins.pin(message, membership)

    return _do(request, membership, message, change)


@require_POST
@room_member
def save(request: AuthedRequest, membership: Membership, message_id: int) -> HttpResponse:
    """Saved for later, or not any more when `is_on` is 0. Nothing that a page shows changes by it."""
    message = visible_message(membership, message_id)

    def change() -> None:
        admit(CHANGES, request.user, f"save:{message.pk}:{request.POST.get('is_on')}")
        if posted_number(request, "is_on") == 0:
            saved.unsave(message, request.user)
        else:
            saved.save(message, request.user)

    return _do(request, membership, message, change)


def _way_back(request: AuthedRequest, message: Message) -> str:
    """A list that was put in order is shown again."""
    if request.POST.get("to") == "saved":
        return reverse("chat:saved")
    return f"{message.get_absolute_url()}#m-{message.pk}"


def _do(
    request: AuthedRequest, membership: Membership, message: Message, change: Callable[[], None]
) -> HttpResponse:
    """Answers with what is new; or, without a script, with the message's page."""
    try:
        change()
    except Problem as refused:
        if request.htmx:
            return problem(request, refused.sentence, status=refused.status, headers=refused.headers)
        return render_message(request, membership, message, refused=refused)
    if not request.htmx:
        return SeeOther(_way_back(request, message))
    return answer_since(request, membership, posted_number(request, "cursor"))
