from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.gates import problem
from apps.accounts.http import AuthedRequest
from apps.chat import selectors, services
from apps.chat.access import room_member
from apps.chat.models import Membership
from apps.chat.views.answers import SeeOther, answer_anew
from apps.chat.views.query import posted_number


@require_POST
@room_member
def unread_marker(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """From which message on the room counts as unread: `sequence`, or the last one of others.

    The page that is shown then reads nothing by itself; opening the room anew does.
    """
    sequence = posted_number(request, "sequence")
    if sequence is None:
        sequence = selectors.last_of_others(membership)
    if not sequence:
        return problem(request, _("There is nothing here to mark as unread."))
    services.mark_unread(membership, sequence)
    if not request.htmx:
        return SeeOther(membership.room.get_absolute_url() + "?unread=")
    response = answer_anew(request, membership)
    response["Messager-Unread-From"] = str(sequence)
    return response
