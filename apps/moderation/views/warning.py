from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from apps.accounts.gates import signed_in
from apps.accounts.http import AuthedRequest, page_before
from apps.moderation import services


@require_POST
@signed_in
def heeded(request: AuthedRequest) -> HttpResponse:
    """The person has read their warning: `letters` of it, for another one may have come since."""
    letters = request.POST.get("letters", "")
    if letters.isascii() and letters.isdigit() and len(letters) < 9:
        services.heed(request.user, int(letters))
    return redirect(page_before(request))
