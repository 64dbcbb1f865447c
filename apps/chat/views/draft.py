from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.gates import problem
from apps.accounts.http import AuthedRequest
from apps.chat import drafts
from apps.chat.access import room_member
from apps.chat.forms import DraftForm
from apps.chat.models import Membership


@require_POST
@room_member
def draft(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """What stands in the box now: the page says so when the typing pauses, and when it goes."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return problem(request, _("This draft can't be kept on the server."), status=422)
    drafts.save_draft(membership, **form.cleaned_data)
    return HttpResponse(status=204)
