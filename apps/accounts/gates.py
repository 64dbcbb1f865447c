"""Who may pass, and what the others are told. Never a redirect or a login page inside a page."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.accounts.http import PAGE_OWNER, AuthedRequest, is_scripted, problem, problem_fragment
from apps.accounts.models import User

__all__ = ["csrf_failure", "polled", "problem", "signed_in"]

P = ParamSpec("P")
View = Callable[Concatenate[AuthedRequest, P], HttpResponse]
Gated = Callable[Concatenate[HttpRequest, P], HttpResponse]


def signed_in(view: View[P]) -> Gated[P]:
    """For pages and what they post: a signed-out visitor is sent to sign in, a script gets 401."""
    return _gate(view, problem, may_redirect=True)


def polled(view: View[P]) -> Gated[P]:
    """For what scripts alone ask for: one sentence in any case."""
    return _gate(view, problem_fragment, may_redirect=False)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form older than the last sign-in in this browser, most of the time."""
    return problem(request, _("This page was out of date. Reload it and try again."), status=403)


def _gate(view: View[P], say: Callable[..., HttpResponse], *, may_redirect: bool) -> Gated[P]:
    @wraps(view)
    def gated(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            if may_redirect and _opens_a_page(request):
                return redirect_to_login(request.get_full_path())
            return say(request, _("You are signed out. Sign in again to go on."), status=401)
        authed = cast(AuthedRequest, request)
        if _made_for_another(authed):
            return say(request, _changed_account(authed.user), status=409)
        return view(authed, *args, **kwargs)

    return gated


def _opens_a_page(request: HttpRequest) -> bool:
    return request.method in {"GET", "HEAD"} and not is_scripted(request)


def _made_for_another(request: AuthedRequest) -> bool:
    """A page from before somebody else signed in here must not act in the newcomer's name."""
    owner = request.headers.get(PAGE_OWNER) or request.POST.get("page_user")
    return bool(owner) and owner != str(request.user.pk)


def _changed_account(user: User) -> str:
    sentence = _("You are now signed in as %(name)s in this browser. Reload the page to go on as %(name)s.")
    return sentence % {"name": user.display_name}
