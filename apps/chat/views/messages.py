from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.gates import problem
from apps.accounts.http import AuthedRequest
from apps.chat import selectors
from apps.chat.access import own_message, room_member
from apps.chat.models import Membership
from apps.chat.rendering import fragments
from apps.chat.views.pages import part_asked_for, render_room
from apps.chat.views.query import whole_number
from apps.chat.views.sending import send


@require_http_methods(["GET", "HEAD", "POST"])
@gzip_page
@room_member
def messages(request: AuthedRequest, membership: Membership) -> HttpResponse:
    """A page of older or newer messages, or a send."""
    if request.method == "POST":
        return send(request, membership)
    part = part_asked_for(request, membership)
    if not request.htmx:
        return render_room(request, membership, part=part)
    before, after = whole_number(request, "before"), whole_number(request, "after")
    if before is None and after is None:
        return problem(request, _("Older or newer than which message? The request does not say."))
    page = part(membership)
    context = {"room": membership.room, "page": page, "messages": fragments(page.messages)}
    if after is None:
        return render(request, "chat/_older.html", {**context, "before": before})
    return render(request, "chat/_newer.html", {**context, "after": after})


@require_safe
@room_member
def recipients(request: AuthedRequest, membership: Membership, message_id: int) -> HttpResponse:
    """To whom a broadcast went: its sender may know."""
    own = own_message(membership, message_id)
    found = selectors.recipients_of(own, after=request.GET.get("after", ""))
    context = {"message": own, "recipients": found, "me": request.user}
    return render(request, "chat/_recipients.html" if request.htmx else "chat/recipients.html", context)
