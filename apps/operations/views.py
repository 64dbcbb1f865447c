"""What an orchestrator and a monitor ask."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from apps.operations import health
from apps.operations.insiders import is_insider


def healthz(_: HttpRequest) -> HttpResponse:
    """Alive: it touches nothing."""
    return HttpResponse("alive", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """503 when this process should get no requests. Names and states for everybody, the rest for insiders."""
    checks = health.examine()
    state = health.state_of(checks)
    said: dict[str, Any] = {"status": state, "checks": {name: check.state for name, check in checks.items()}}
    if is_insider(request.headers.get("Authorization", "")):
        said["details"] = {name: check.details for name, check in checks.items() if check.details}
    return JsonResponse(said, status=503 if state == health.AWAY else 200)
