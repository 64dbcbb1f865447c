"""In which language to answer: a person's own choice, else this browser's, else what the browser prefers."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

KEPT = 1000  # pairs of headers


@lru_cache(KEPT)
def asked_for(cookie: str, accepted: str) -> str:
    """By the cookie of this browser and its Accept-Language."""
    request = HttpRequest()
    request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    request.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    return translation.get_language_from_request(request)


class Language:
    """Answers each request in its language, and leaves none behind in the thread."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(_language_of(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        patch_vary_headers(response, ("Accept-Language",))
        return response


def _language_of(request: HttpRequest) -> str:
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return _own(request) or asked_for(cookie, request.headers.get("Accept-Language", ""))


def _own(request: HttpRequest) -> str:
    """Empty while the database is away: the page that says so comes all the same."""
    try:
        return getattr(request.user, "language", "")
    except OperationalError:
        return ""
