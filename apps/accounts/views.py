from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import services
from apps.accounts.forms import NameForm
from apps.accounts.gates import signed_in
from apps.accounts.http import AuthedRequest


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile(request: AuthedRequest) -> HttpResponse:
    """One's own code, name and switches; a POST gives another name."""
    form = NameForm(request.POST or None, user=request.user)
    if request.method != "POST":
        return _render_profile(request, form)
    if not form.is_valid():
        return _render_profile(request, form, status=422)
    services.rename(request.user, form.cleaned_data["name"])
    messages.success(request, _("Saved."))
    return redirect("accounts:profile")


@require_POST
@signed_in
def usercode(request: AuthedRequest) -> HttpResponse:
    services.replace_usercode(request.user)
    messages.success(request, _("Your new code is %(code)s.") % {"code": request.user.usercode})
    return redirect("accounts:profile")


def _render_profile(request: AuthedRequest, form: NameForm, status: int = 200) -> HttpResponse:
    return render(request, "accounts/profile.html", {"form": form, "me": request.user}, status=status)
