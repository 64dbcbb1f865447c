"""Confirming at one's provider that it is still oneself, for who has no password: the provider asks anew.

allauth knows passwords, codes and passkeys for that. This adds a way that stands beside them.
"""

import time
from typing import Any
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts import providers
from apps.accounts.http import problem
from apps.accounts.models import User

PROCESS = "confirm"
METHOD = "socialaccount"  # as allauth records it
# What tells a provider to ask, however lately it did, and to say in the token when that was.
ASKING_ANEW = {"prompt": "login", "max_age": "0"}
SKEW = 60  # seconds by which a provider's clock may differ from ours


def ways(user: User) -> list[dict[str, Any]]:
    """As allauth lists them."""
    if not providers.offered():
        return []
    found = [connection.provider for connection in providers.connections(user) if connection.provider]
    return [
        {
            "id": METHOD,
            "description": provider.name,
            "url": reverse("accounts:provider-confirmation", args=[provider.id]),
        }
        for provider in found
    ]


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person has just done so in this browser."""
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    return any(
        record["method"] == METHOD and record.get("reauthenticated") and record["at"] > since
        for record in get_authentication_records(request, request.user)
    )


def finish(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponse:
    """Back from the provider: on with what was interrupted, if it is the same person and was asked."""
    name = {"provider": sociallogin.provider.name}
    if not _is_theirs(request, sociallogin):
        return problem(request, _("At %(provider)s you are somebody else than here.") % name, status=403)
    if not _was_asked(sociallogin):
        sentence = _("%(provider)s does not say that it asked you just now. Take another way to confirm.")
        return problem(request, sentence % name, status=403)
    account = sociallogin.account
    record_authentication(
        request, request.user, METHOD, provider=account.provider, uid=account.uid, reauthenticated=True
    )
    # `resume_request` looks for where to go on in the request; allauth's forms have it there.
    request.GET = QueryDict(urlencode({"next": sociallogin.get_redirect_url(request) or ""}))
    return resume_request(request) or redirect("accounts:profile")


def _is_theirs(request: HttpRequest, sociallogin: SocialLogin) -> bool:
    """By the connection itself; an address that both have confirmed is not enough."""
    is_connected = sociallogin.account.pk is not None
    return bool(request.user.is_authenticated and is_connected and sociallogin.user == request.user)


def _was_asked(sociallogin: SocialLogin) -> bool:
    """Not every provider obeys: an open session there says nothing of who sits before the screen."""
    asked_at, left_at = sociallogin.asked_at, sociallogin.state.get("left_at", 0)
    return isinstance(asked_at, int | float) and asked_at >= left_at - SKEW
