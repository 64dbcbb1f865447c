"""Each request of the web: how many by view and status, how long by view; and the page of all figures."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from apps.operations.insiders import is_insider
from apps.operations.metrics.state import State

PATH = "/metrics"
REQUESTS = Counter("messager_requests", "Answers of the web.", ["view", "status"])
SECONDS = Histogram(
    "messager_request_seconds",
    "From a request to its answer.",
    ["view"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


class Requests:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == PATH and is_insider(request.headers.get("Authorization", "")):
            return HttpResponse(_all_figures(), content_type=CONTENT_TYPE_LATEST)
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        view = match.view_name if match else "none"
        SECONDS.labels(view).observe(time.perf_counter() - began)
        REQUESTS.labels(view, str(response.status_code)).inc()
        return response


def _all_figures() -> bytes:
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(State())
    return generate_latest(registry)
