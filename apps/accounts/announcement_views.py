from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.announcements import COOKIE
from apps.accounts.gates import signed_in
from apps.accounts.http import AuthedRequest, is_scripted, page_before

A_YEAR = 365 * 24 * 60 * 60  # seconds


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def announcement(request: AuthedRequest) -> HttpResponse:
    """The one that stands now. A POST puts away the one of that `version`, in this browser."""
    if request.method != "POST":
        return render(request, "_announcement.html")
    version = request.POST.get("version", "")
    request.COOKIES[COOKIE] = version  # this very answer shows it no more
    answer = render(request, "_announcement.html") if is_scripted(request) else redirect(page_before(request))
    if version.isascii() and version.isdigit() and len(version) < 19:
        secure = settings.SESSION_COOKIE_SECURE
        answer.set_cookie(COOKIE, version, A_YEAR, secure=secure, httponly=True, samesite="Lax")
    return answer
