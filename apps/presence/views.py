from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.gates import polled, signed_in
from apps.accounts.http import AuthedRequest
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
    return redirect(_page_before(request))


def _render_roster(request: AuthedRequest) -> HttpResponse:
    return render(request, "presence/_roster.html", {"roster": selectors.roster_for(request.user)})


def _page_before(request: AuthedRequest) -> str:
    """The page whose form was sent; never an address elsewhere."""
    page = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return page
    return settings.LOGIN_REDIRECT_URL
