from collections.abc import Callable
from typing import Any

from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse

from apps.operations import views
from apps.operations.request_ids import HEADER, request_id, taken

GetResponse = Callable[[HttpRequest], HttpResponse]
VIEWS = {"/healthz": views.healthz, "/readyz": views.readyz}
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@request_finished.connect
def forget_name(**_: Any) -> None:
    """Only now: Django logs an answer of 400 and more after the last middleware."""
    request_id.set("")


class RequestIds:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = taken(request.headers.get(HEADER))
        request_id.set(name)
        response = self.get_response(request)
        response.headers[HEADER] = name
        return response


class Probes:
    """Answers before all else: a probe comes by an address that is no host of ours, without a session."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = VIEWS.get(request.path)
        if view is None:
            return self.get_response(request)
        response = view(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response
