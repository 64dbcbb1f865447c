from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(_: HttpRequest) -> dict[str, Any]:
    """What every page tells its scripts."""
    return {
        "build": settings.BUILD,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "poll_hidden": round(settings.POLL_HIDDEN_INTERVAL * 1000),  # milliseconds
    }
