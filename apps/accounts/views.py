from datetime import UTC

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts import services, states, zones
from apps.accounts.deletion import delete_account
from apps.accounts.forms import DeletionForm, NameForm, PreferencesForm
from apps.accounts.gates import signed_in
from apps.accounts.http import AuthedRequest, HtmxHttpRequest, page_before, problem
from apps.accounts.pictures import MOST_BYTES
from apps.accounts.signals import StayError
from apps.accounts.state_forms import QuietForm, StatusForm, ZoneForm


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile(request: AuthedRequest) -> HttpResponse:
    """One's own code, name and switches; a POST gives another name."""
    form = NameForm(request.POST or None, user=request.user)
    if request.method != "POST":
        return render_profile(request, form)
    if not form.is_valid():
        return render_profile(request, form, status=422)
    services.rename(request.user, form.cleaned_data["name"])
    messages.success(request, _("Saved."))
    return redirect("accounts:profile")


@require_POST
@signed_in
def preferences(request: AuthedRequest) -> HttpResponse:
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return problem(request, _("There is no such choice. Reload the page and choose again."))
    services.prefer(request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("accounts:profile")


@require_POST
@signed_in
def status(request: AuthedRequest) -> HttpResponse:
    """A few words beside the name, for a while; `clear`, or none, takes them away."""
    form = StatusForm(request.POST, user=request.user)
    if not form.is_valid():
        return render_profile(request, NameForm(user=request.user), status=422, status_form=form)
    text = "" if "clear" in request.POST else form.cleaned_data["status"]
    states.set_status(request.user, text, form.cleaned_data["lasts"])
    messages.success(request, _("Saved."))
    return redirect("accounts:profile")


@require_POST
@signed_in
def quiet(request: AuthedRequest) -> HttpResponse:
    """Do not disturb: no sound, nothing in the title."""
    form = QuietForm(request.POST)
    if not form.is_valid():
        return problem(request, _("There is no such choice. Reload the page and choose again."))
    states.set_quiet(request.user, form.cleaned_data["quiet"] == "on", form.cleaned_data["lasts"])
    messages.success(request, _("Saved."))
    return redirect("accounts:profile")


@require_POST
@signed_in
def time_zone(request: AuthedRequest) -> HttpResponse:
    """The person's own choice, or for a script `from=browser`: what the browser says."""
    form = ZoneForm(request.POST)
    if not form.is_valid():
        return problem(request, _("There is no such time zone here."))
    zone = form.cleaned_data["zone"]
    if request.POST.get("from") == "browser":
        services.note_browser_zone(request.user, zone)
        return HttpResponse(status=204)
    services.set_time_zone(request.user, zone)
    messages.success(request, _("Saved."))
    return redirect("accounts:profile")


@require_POST
@signed_in
def usercode(request: AuthedRequest) -> HttpResponse:
    services.replace_usercode(request.user)
    messages.success(request, _("Your new code is %(code)s.") % {"code": request.user.usercode})
    return redirect("accounts:profile")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def deletion(request: AuthedRequest) -> HttpResponse:
    """What becomes of one's account, and the form that deletes it."""
    form = DeletionForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        if not request.user.has_usable_password():
            raise_if_reauthentication_required(request, app="allauth.account")
        try:
            delete_account(request.user)
        except StayError as stay:
            form.add_error(None, str(stay))
        else:
            logout(request)
            return render(request, "accounts/deleted.html")
    context = {"form": form, "me": request.user}
    return render(request, "accounts/deletion.html", context, status=422 if form.errors else 200)


@require_POST
def language(request: HtmxHttpRequest) -> HttpResponse:
    """Of this browser, and of who is signed in. Empty: as the browser wishes."""
    chosen = request.POST.get("language", "")
    if chosen not in {"", *dict(settings.LANGUAGES)}:
        return problem(request, _("There is no such language here."))
    if request.user.is_authenticated:
        services.set_language(request.user, chosen)
    response = redirect(page_before(request))
    _keep_in_browser(response, chosen)
    return response


@require_safe
def staff_only(request: HtmxHttpRequest) -> HttpResponse:
    """The proxy asks here before it lets anybody to a page that is not ours, as Celery's monitor."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.headers.get("X-Forwarded-Uri") or request.get_full_path())
    if not request.user.is_staff:
        return problem(request, _("This is for staff."), status=403)
    return HttpResponse(status=204)


def _keep_in_browser(response: HttpResponse, chosen: str) -> None:
    if not chosen:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def render_profile(
    request: AuthedRequest,
    form: NameForm,
    status: int = 200,
    status_form: StatusForm | None = None,
    picture_problem: str | Promise = "",
) -> HttpResponse:
    blocks = request.user.blocks.select_related("blocked").filter(blocked__is_active=True).order_by("-pk")
    context = {
        "form": form,
        "picture_problem": picture_problem,
        "most_bytes": MOST_BYTES,
        "status_form": status_form or StatusForm(user=request.user),
        "quiet_form": QuietForm(),
        "zone": request.user.zone or UTC,
        "zones": zones.listed(),
        "preferences": PreferencesForm(instance=request.user),
        "blocks": blocks,
        "me": request.user,
    }
    return render(request, "accounts/profile.html", context, status=status)
