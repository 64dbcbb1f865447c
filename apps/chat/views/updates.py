from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.accounts.gates import polled, problem
from apps.accounts.http import AuthedRequest
from apps.chat import selectors
from apps.chat.access import membership_of
from apps.chat.asides import asides_for
from apps.chat.changes import changes_since
from apps.chat.polls import NotUnderstoodError, Poll, read_poll
from apps.chat.selectors import Numbers
from apps.chat.views.answers import answer, own_of
from apps.presence import heartbeat


@require_GET
@polled
def updates(request: AuthedRequest) -> HttpResponse:
    """The poll: what moved since the page's cursors, 204 when nothing did."""
    try:
        poll = read_poll(request.GET)
    except NotUnderstoodError:
        return problem(request, _("This page asks in a way that is not understood. Reload it."), status=422)
    numbers = selectors.numbers_of(request.user)
    changes = _changes(request, numbers, poll)
    own = None
    if poll.inbox != str(selectors.inbox_of(request.user.inbox, numbers.values())):
        membership = None if poll.room is None else membership_of(request, poll.room)
        own = own_of(request, membership, numbers)
    version = heartbeat.beat(request.user, poll.next_ms, poll.away)
    response = answer(request, changes + asides_for(request.user, poll, numbers), own)
    if version is not None and version != poll.roster:
        response["HX-Trigger"] = "roster-moved"
    return response


def _changes(request: AuthedRequest, numbers: Mapping[int, Numbers], poll: Poll) -> SafeString:
    if poll.room is None:
        return SafeString()
    if poll.room not in numbers:
        raise Http404(_("There is no such conversation, or it is not yours any more."))
    if poll.cursor == numbers[poll.room].last_revision:
        return SafeString()
    return changes_since(membership_of(request, poll.room), poll.cursor)
