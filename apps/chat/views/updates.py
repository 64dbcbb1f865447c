from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.accounts.gates import polled, problem
from apps.accounts.http import AuthedRequest
from apps.chat import selectors
from apps.chat.access import membership_of
from apps.chat.forms import PollForm
from apps.chat.selectors import Numbers
from apps.chat.views.answers import Changes, answer, changes_since
from apps.presence import heartbeat


@require_GET
@polled
def updates(request: AuthedRequest) -> HttpResponse:
    """The poll: what moved since the page's cursors, 204 when nothing did."""
    form = PollForm(request.GET)
    if not form.is_valid():
        return problem(request, _("This page asks in a way that is not understood. Reload it."), status=422)
    poll = form.cleaned_data
    numbers = selectors.numbers_of(request.user)
    changes = _changes(request, numbers, poll["room"], poll["cursor"])
    sidebar = None
    if poll["inbox"] != selectors.inbox_of(request.user, numbers):
        sidebar = selectors.sidebar_for(request.user, poll["room"], numbers)
    version = heartbeat.beat(request.user, poll["next"] or 0, poll["away"])
    response = answer(request, changes, sidebar)
    if version is not None and version != poll["roster"]:
        response["HX-Trigger"] = "roster-moved"
    return response


def _changes(
    request: AuthedRequest, numbers: Mapping[int, Numbers], room_id: int | None, cursor: int | None
) -> Changes | None:
    if room_id is None:
        return None
    if room_id not in numbers:
        raise Http404(_("There is no such conversation, or it is not yours any more."))
    if cursor == numbers[room_id].last_revision:
        return None
    return changes_since(membership_of(request, room_id), cursor or 0)
