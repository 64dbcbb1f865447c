from django.http import HttpResponse
from django.views.decorators.http import require_POST

from apps.accounts.gates import signed_in
from apps.accounts.http import AuthedRequest
from apps.chat import holding
from apps.chat.models import Room
from apps.chat.views.answers import led_to


@require_POST
@signed_in
def dismissal(request: AuthedRequest, held_id: int) -> HttpResponse:
    """One's own held message is withdrawn, or read that it was rejected. Again is fine: it is gone."""
    held = holding.dismiss(request.user, held_id)
    room = (held and held.room) or Room.objects.broadcast()
    return led_to(request, room.get_absolute_url() + "#end")
