"""To a provider and back, and the connections that one has."""

import time
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url, passthrough_next_redirect_url
from allauth.core import ratelimit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts import confirming, oidc, providers
from apps.accounts.first_run import comes_first
from apps.accounts.gates import problem, signed_in
from apps.accounts.http import AuthedRequest
from apps.accounts.models import User
from apps.accounts.newcomers import failure
from apps.accounts.providers import Connection, Offered

APP = "allauth.socialaccount"  # as allauth's settings about confirming name it


# --- There and back ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@comes_first
def sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The button leads here. A plain visit, as from the provider's own list, shows the button."""
    provider = _find(provider_id)
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    if request.method != "POST":
        return render(request, "socialaccount/login.html", {"provider": provider})
    limited = ratelimit.consume_or_429(request, action="login")
    return limited or _leave(request, provider, AuthProcess.LOGIN)


@require_safe
@comes_first
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider sends people, with a code, an error, or of somebody's making."""
    provider = _find(provider_id)
    try:
        adapter = oidc.Adapter(request, provider.id)
        answer: HttpResponse = OAuth2CallbackView.adapter_view(adapter)(request)
    except oidc.FAILURES as error:
        return _failed(request, provider, error)
    return answer


@require_POST
@signed_in
def connect(request: AuthedRequest, provider_id: str) -> HttpResponse:
    provider = _find(provider_id)
    raise_if_reauthentication_required(request, app=APP)
    return _leave(request, provider, AuthProcess.CONNECT)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def confirm(request: AuthedRequest, provider_id: str) -> HttpResponse:
    """One of the ways to confirm that it is still oneself."""
    provider = _find(provider_id)
    if provider not in [connection.provider for connection in providers.connections(request.user)]:
        raise Http404
    if request.method == "POST":
        limited = ratelimit.consume_or_429(request, action="reauthenticate", user=request.user)
        return limited or _leave(request, provider, confirming.PROCESS, **confirming.ASKING_ANEW)
    context = {"provider": provider, "reauthentication_alternatives": _other_ways(request)}
    return render(request, "socialaccount/confirm.html", context)


# --- What one has -------------------------------------------------------------------------------------------


@require_safe
@signed_in
def connections(request: AuthedRequest) -> HttpResponse:
    found = providers.connections(request.user)
    context = {
        "connections": found,
        "others": [one for one in providers.offered() if one not in [each.provider for each in found]],
        "me": request.user,
    }
    return render(request, "socialaccount/connections.html", context)


@require_POST
@signed_in
def remove(request: AuthedRequest, account_id: int) -> HttpResponse:
    found = {connection.row.pk: connection for connection in providers.connections(request.user)}
    if account_id not in found:
        return problem(request, _("This connection is gone already."), status=404)
    raise_if_reauthentication_required(request, app=APP)
    if not _removed(found[account_id]):
        sentence = _("Nothing else would let you in. Set a password first, or add a passkey.")
        return problem(request, sentence, status=409)
    said = {"provider": found[account_id].name}
    get_account_adapter().send_notification_mail(
        "socialaccount/email/account_disconnected", request.user, said
    )
    messages.success(request, _("%(provider)s is no longer connected.") % said)
    return redirect("socialaccount_connections")


def _removed(connection: Connection) -> bool:
    """Locked: of the last two that go at once, one stays."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=connection.row.user_id)
        if providers.is_last_way_in(connection):
            return False
        connection.row.delete()
    return True


# --- Inside -------------------------------------------------------------------------------------------------


def _find(provider_id: str) -> Offered:
    if provider := providers.find(provider_id):
        return provider
    raise Http404


def _leave(request: HttpRequest, provider: Offered, process: str, **asking: str) -> HttpResponse:
    """A page that goes on by itself. A redirect would be refused: the policy lets forms lead to us alone, and
    providers send people on to further ones, which nobody can list.
    """
    more = {"next_url": get_next_redirect_url(request), "auth_params": asking, "left_at": time.time()}
    try:
        ours = get_adapter().get_provider(request, provider.id)
        answer: HttpResponse = ours.redirect(request, process=process, **more)
    except oidc.FAILURES as error:
        return _failed(request, provider, error)
    if answer.status_code != 302:
        return answer
    return render(request, "socialaccount/leaving.html", {"provider": provider, "url": answer["Location"]})


def _failed(request: HttpRequest, provider: Offered, error: Exception) -> HttpResponse:
    answer: HttpResponse = failure(request, provider.id, provider.name, error).response
    return answer


def _other_ways(request: AuthedRequest) -> list[dict[str, Any]]:
    ways = get_account_adapter().get_reauthentication_methods(request.user)
    others = [way for way in ways if way["url"] != request.path]
    return [way | {"url": passthrough_next_redirect_url(request, way["url"], "next")} for way in others]
