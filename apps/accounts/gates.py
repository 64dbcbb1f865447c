"""Who may pass, and what the others are told. Never a redirect or a login page inside a page."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.accounts.http import PAGE_OWNER, AuthedRequest, is_scripted, problem

__all__ = ["csrf_failure", "polled", "problem", "signed_in"]

P = ParamSpec("P")
View = Callable[Concatenate[AuthedRequest, P], HttpResponse]
Gated = Callable[Concatenate[HttpRequest, P], HttpResponse]


def signed_in(view: View[P]) -> Gated[P]:
    """For views behind pages: a signed-out visitor of a page is sent to sign in, a script gets 401."""
    return _gate(view, _ask_to_sign_in)


def polled(view: View[P]) -> Gated[P]:
    """For what scripts alone ask for: 401 in any case."""
    return _gate(view, _signed_out)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form older than the last sign-in in this browser, most of the time."""
    return problem(request, _("This page was out of date. Reload it and try again."), status=403)


def _gate(view: View[P], refuse: Callable[[HttpRequest], HttpResponse]) -> Gated[P]:
    @wraps(view)
    def gated(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return refuse(request)
        authed = cast(AuthedRequest, request)
        if _made_for_another(authed):
            return _changed_account(authed)
        return view(authed, *args, **kwargs)

    return gated


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    if is_scripted(request) or request.method not in {"GET", "HEAD"}:
        return _signed_out(request)
    return redirect_to_login(request.get_full_path())


def _signed_out(request: HttpRequest) -> HttpResponse:
    return problem(request, _("You are signed out. Sign in again to go on."), status=401)


def _made_for_another(request: AuthedRequest) -> bool:
    """A page from before somebody else signed in here must not act in the newcomer's name."""
    owner = request.headers.get(PAGE_OWNER) or request.POST.get("page_user")
    return bool(owner) and owner != str(request.user.pk)


def _changed_account(request: AuthedRequest) -> HttpResponse:
    sentence = _("You are now signed in as %(name)s in this browser. Reload the page to go on as %(name)s.")
    return problem(request, sentence % {"name": request.user.display_name}, status=409)
