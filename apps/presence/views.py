from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.gates import polled, signed_in
from apps.accounts.http import AuthedRequest, page_before
from apps.presence import selectors, store


@require_GET
@polled
def roster(request: AuthedRequest) -> HttpResponse:
    """No heartbeat: looking at who is there keeps nobody online."""
    if request.GET.get("version") == selectors.current_version():
        return HttpResponse(status=204)
    return _render_roster(request)


@require_POST
@polled
def leave(request: AuthedRequest) -> HttpResponse:
    """The beacon of a page that closes. Another open page of the same person polls again in time."""
    store.leave(request.user.pk, settings.PRESENCE_LEAVE_GRACE)
    return HttpResponse(status=204)


@require_POST
@signed_in
def visibility(request: AuthedRequest) -> HttpResponse:
    request.user.appear_offline = request.POST.get("appear_offline") == "on"
    request.user.save(update_fields=["appear_offline"])
    if request.htmx:
        return _render_roster(request)
    return redirect(page_before(request))


def _render_roster(request: AuthedRequest) -> HttpResponse:
    return render(request, "presence/_roster.html", {"roster": selectors.roster_for(request.user)})
