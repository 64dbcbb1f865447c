from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.gates import signed_in
from apps.accounts.http import AuthedRequest


@require_safe
@signed_in
def me_css(request: AuthedRequest) -> HttpResponse:
    """What differs per viewer: a message's fragment is the same for all, this draws one's own."""
    response = render(request, "chat/me.css", {"me": request.user}, content_type="text/css")
    response["Cache-Control"] = "private, max-age=86400"
    return response
