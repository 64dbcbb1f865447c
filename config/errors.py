"""Errors that no view answers: a page for a person, one sentence for a page's script."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import defaults

from apps.accounts.http import is_scripted, problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not is_scripted(request):
        return defaults.bad_request(request, exception)
    sentence = _("The server did not take this: it is too large, or broken. Your text is still here.")
    return problem(request, sentence, status=HTTPStatus.BAD_REQUEST)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not is_scripted(request):
        return defaults.page_not_found(request, exception)
    said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    return problem(request, said or _("There is nothing here."), status=HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    if not is_scripted(request):
        return defaults.server_error(request)
    sentence = _("Something went wrong on the server. Your text is still here.")
    return problem(request, sentence, status=HTTPStatus.INTERNAL_SERVER_ERROR)
