"""Views for who is not in yet, besides allauth's."""

from functools import cache

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.utils import perform_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts import first_run, invitations
from apps.accounts.first_run_form import FirstRunForm
from apps.accounts.http import problem


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password1", "token")
def set_up(request: HttpRequest) -> HttpResponse:
    """The owner's account and the server's name, once; from then on there is nothing here."""
    if not first_run.is_needed():
        raise Http404
    asks_for_token = first_run.asks_for_token(request)
    if asks_for_token:
        _say_token_once()
    form = FirstRunForm(request.POST or None, request=request, asks_for_token=asks_for_token)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/first_run.html", {"form": form}, status=422 if form.errors else 200)
    owner = get_adapter().save_user(request, get_adapter().new_user(request), form, commit=False)
    try:
        first_run.set_up(owner, form.cleaned_data["server_name"])
    except first_run.TooLateError:
        return problem(request, _("Somebody else has just set this server up. Sign in instead."), status=409)
    response: HttpResponse = perform_login(request, owner, email_verification=EmailVerificationMethod.NONE)
    return response


@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Remembers by what the visitor came. One answer for all that lead nowhere, so that none tells why."""
    found = invitations.find(token)
    if found is None:
        sentence = _("This invitation is not valid (any more). Ask for another one.")
        return problem(request, sentence, status=404)
    invitations.remember(request, found)
    return redirect("account_signup")


@cache
def _say_token_once() -> None:
    first_run.say_token()
