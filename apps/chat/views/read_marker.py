from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.gates import problem
from apps.accounts.http import AuthedRequest
from apps.chat import services
from apps.chat.access import room_member
from apps.chat.models import Membership
from apps.chat.views.answers import SeeOther, answer, answer_anew
from apps.chat.views.query import posted_number


@require_POST
@room_member
def read_marker(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """How far the person has read: `sequence`. The mark only rises."""
    sequence = posted_number(request, "sequence")
    if sequence is None:
        return problem(request, _("Up to which message? The request does not say."), status=422)
    moved = services.mark_read(membership, sequence)
    if not request.htmx:
        return SeeOther(membership.room.get_absolute_url())
    if not moved:
        return answer(request)
    return answer_anew(request, membership)
