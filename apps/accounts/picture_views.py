from contextlib import suppress

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from apps.accounts import pictures
from apps.accounts.forms import NameForm
from apps.accounts.gates import polled, signed_in
from apps.accounts.http import AuthedRequest
from apps.accounts.picture_encoding import encode
from apps.accounts.views import render_profile

BLOCK = 1 << 16
NEVER_CHANGES = "private, max-age=31536000, immutable"

NO_FILE = gettext_lazy("Choose a picture first.")
TOO_LONG = gettext_lazy("This file is too large: 5 MB are the most.")
TOO_OFTEN = gettext_lazy("You have changed your picture too often. Try again in an hour.")


@require_safe
@polled
def picture(request: AuthedRequest, name: str) -> HttpResponse:  # noqa: ARG001
    """Anybody's, for who is signed in."""
    try:
        content = pictures.read(name)
    except FileNotFoundError:
        raise Http404(_("This picture has been replaced or removed.")) from None
    headers = {"Cache-Control": NEVER_CHANGES, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="image/webp", headers=headers)


@csrf_exempt  # until `_change`: to find the token means to read the whole form
@require_POST
def own_picture(request: HttpRequest) -> HttpResponse:
    """Another picture; with `remove` none. A form that is too long is refused by its head."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > pictures.MOST_FORM:
        _pass_over(request, BLOCK if length <= pictures.MOST_PASSED_OVER else 0)
        return _refuse_too_long(request)
    return _change(request)


@csrf_protect
@signed_in
def _change(request: AuthedRequest) -> HttpResponse:
    if "remove" in request.POST:
        pictures.remove(request.user)
        messages.success(request, _("Your picture is removed."))
        return redirect("accounts:profile")
    file = request.FILES.get("picture")
    if file is None:
        return _refuse(request, NO_FILE)
    if (file.size or 0) > pictures.MOST_BYTES:
        return _refuse(request, TOO_LONG, status=413)
    if not ratelimit.consume(request, app="allauth.account", action="picture", user=request.user):
        return _refuse(request, TOO_OFTEN, status=429)
    try:
        pictures.put(request.user, encode(file))
    except ValidationError as problem:
        return _refuse(request, problem.message)
    messages.success(request, _("Saved."))
    return redirect("accounts:profile")


@signed_in
def _refuse_too_long(request: AuthedRequest) -> HttpResponse:
    return _refuse(request, TOO_LONG, status=413)


def _refuse(request: AuthedRequest, sentence: str | Promise, status: int = 422) -> HttpResponse:
    return render_profile(request, NameForm(user=request.user), status=status, picture_problem=sentence)


def _pass_over(request: HttpRequest, block: int) -> None:
    """A browser hears no answer before it has sent all. A `block` of 0: let it hear none.

    Reading has begun then in any case, so that nobody looks for fields in what is there.
    """
    with suppress(UnreadablePostError):
        while request.read(block):
            pass
