"""The request as our middleware leaves it, and the answers that are one sentence."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from apps.accounts.models import Server, User

PAGE_OWNER = "Messager-User"  # header by which a page's script says for whom the page was made


class HtmxHttpRequest(HttpRequest):
    htmx: HtmxDetails


class AuthedRequest(HtmxHttpRequest):
    """What a view behind `signed_in` gets."""

    user: User


def is_scripted(request: HttpRequest) -> bool:
    """Whether a page's script asks, which can use a sentence and could not use a page."""
    return "HX-Request" in request.headers or PAGE_OWNER in request.headers


def page_before(request: HttpRequest) -> str:
    """The page whose form was sent; never an address elsewhere."""
    page = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return page
    return str(settings.LOGIN_REDIRECT_URL)


def problem(
    request: HttpRequest,
    sentence: str | Promise,
    *,
    status: int = 422,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """One sentence: a fragment for a script; for a person a page, with the text that they had sent."""
    say = problem_fragment if is_scripted(request) else problem_page
    return say(request, sentence, status=status, headers=headers)


def problem_fragment(
    request: HttpRequest, sentence: str | Promise, *, status: int, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    return _answer(request, "_problem.html", {"sentence": sentence}, status, headers)


def problem_page(
    request: HttpRequest, sentence: str | Promise, *, status: int, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    # No `user` from the session, no `server`: this page must also come when the database is away.
    context = {
        "sentence": sentence,
        "text": _posted_text(request),
        "user": AnonymousUser(),
        "server": Server(),
        "status": status,
    }
    return _answer(request, "problem.html", context, status, headers)


def _answer(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    status: int,
    headers: Mapping[str, str] | None,
) -> HttpResponse:
    return with_headers(render(request, template, context, status=status), headers or {})


def with_headers(response: HttpResponse, headers: Mapping[str, str]) -> HttpResponse:
    """The response itself, with what a refusal says besides its sentence: when to try again."""
    for name, value in headers.items():
        response[name] = value
    return response


def _posted_text(request: HttpRequest) -> str:
    return request.POST.get("body", "") if request.method == "POST" else ""
