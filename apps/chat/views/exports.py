"""What is kept of a person, given to them: asked for on the profile page, offered there when it is ready."""

from typing import cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.gates import polled, signed_in
from apps.accounts.http import AuthedRequest
from apps.chat.exports import archive_of, ask, latest_of
from apps.chat.models import Export
from apps.chat.problems import Problem


@require_POST
@signed_in
def exports(request: AuthedRequest) -> HttpResponse:
    try:
        ask(request.user)
    except Problem as problem:
        messages.error(request, str(problem.sentence))
    return redirect("accounts:profile")


@require_safe
@polled
def latest(request: AuthedRequest) -> HttpResponse:
    """The profile page looks here while one is being made."""
    return render(request, "chat/_export.html", {"export": latest_of(request.user), "me": request.user})


@require_safe
@signed_in
def export(request: AuthedRequest, export_id: int) -> HttpResponse:
    """The archive, for its owner alone."""
    try:
        found = request.user.exports.with_file().get(pk=export_id)
        archive = archive_of(found.file).open("rb")
    except (Export.DoesNotExist, FileNotFoundError):
        raise Http404(_("There is no such export any more. Ask for another one on your profile.")) from None
    day = f"{found.asked_at:%Y-%m-%d}"
    answer = FileResponse(
        archive, as_attachment=True, filename=f"messager-{day}.zip", content_type="application/zip"
    )
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, answer)  # the gates speak of the one kind alone
