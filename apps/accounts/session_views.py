from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import sessions as signed_in_at
from apps.accounts.gates import problem, signed_in
from apps.accounts.http import AuthedRequest


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sessions(request: AuthedRequest) -> HttpResponse:
    """Where one is signed in; a POST signs out everywhere else."""
    if request.method == "POST":
        signed_in_at.end_others(request)
        messages.success(request, _("You are signed out everywhere else."))
        return redirect("usersessions_list")
    signed_in_at.note_this(request)
    context = {"places": signed_in_at.places(request), "me": request.user}
    return render(request, "usersessions/usersession_list.html", context)


@require_POST
@signed_in
def end(request: AuthedRequest, session_id: int) -> HttpResponse:
    if not signed_in_at.end(request.user, session_id):
        return problem(request, _("That browser is signed out already."), status=404)
    messages.success(request, _("That browser is signed out."))
    return redirect("usersessions_list")
