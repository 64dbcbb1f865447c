from django.http import HttpResponse
from django.views.decorators.http import require_POST

from apps.accounts.gates import problem
from apps.accounts.http import AuthedRequest
from apps.chat import notifications, typists
from apps.chat.access import room_member
from apps.chat.models import Membership
from apps.chat.problems import Muted
from apps.chat.voice import require_voice


@require_POST
@room_member
def typing(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """The page says so every three seconds while text is being typed. Nothing comes of it in a large room."""
    try:
        require_voice(request.user)
    except Muted as refused:
        return problem(request, refused.sentence, status=refused.status)
    room = membership.room
    if not request.user.appear_offline and typists.are_told_in(room) and typists.types(request.user, room.pk):
        notifications.stir(room.pk, "typing")
    return HttpResponse(status=204)
