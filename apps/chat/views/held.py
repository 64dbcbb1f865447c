from django.http import HttpResponse
from django.views.decorators.http import require_POST

from apps.accounts.gates import signed_in
from apps.accounts.http import AuthedRequest
from apps.accounts.models import User
from apps.chat import drafts, holding
from apps.chat.models import Draft, HeldMessage, Room
from apps.chat.views.answers import led_to


@require_POST
@signed_in
def dismissal(request: AuthedRequest, held_id: int) -> HttpResponse:
    """One's own held message is withdrawn, or read that it was rejected. Again is fine: it is gone."""
    held = holding.dismiss(request.user, held_id)
    if held and held.is_waiting:
        _put_back(request.user, held)
    room = (held and held.room) or Room.objects.broadcast()
    return led_to(request, room.get_absolute_url() + "#end")


def _put_back(sender: User, held: HeldMessage) -> None:
    """Into the box, unless something else stands there; what was for one person, not into everyone's."""
    place = sender.memberships.select_related("room").filter(room=held.room).first()
    if place and not Draft.objects.of(sender.pk, place.room_id).unsent().exists():
        drafts.save_draft(place, held.body)
