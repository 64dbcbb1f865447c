from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, UnreadablePostError
from django.utils.translation import gettext as _

from apps.accounts.http import problem

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'"
)
FORM = "application/x-www-form-urlencoded"
BUSY_RETRY = "2"  # seconds


class ContentSecurityPolicy:
    """One policy for every page, the admin's too: nothing inline, nothing from elsewhere.

    Answers are not stored by a browser or a proxy unless the view says otherwise.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class WholeForms:
    """A form that was cut short on its way is refused: its text would pass for a shorter one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.content_type == FORM and not _is_whole(request):
            return HttpResponseBadRequest()
        return self.get_response(request)


def _is_whole(request: HttpRequest) -> bool:
    try:
        return len(request.body) >= int(request.META.get("CONTENT_LENGTH") or 0)
    except UnreadablePostError:
        return False


class DatabaseAway:
    """A database that is busy or restarting is no error of ours: 503, and when to try again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError):
            return None
        sentence = _("The server is busy right now. Nothing is lost: try again in a moment.")
        return problem(request, sentence, status=503, headers={"Retry-After": BUSY_RETRY})
