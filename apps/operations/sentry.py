"""Errors go to SENTRY_DSN, if one is set. What people wrote does not, nor what lets somebody in."""

from typing import Any

import sentry_sdk
from django.conf import settings

from apps.operations.log_lines import scrubbed
from apps.operations.request_ids import request_id

KEPT_OF_REQUEST = {"method"}


def start() -> None:
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        release=settings.BUILD,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,  # they quote queries and log lines
        before_send=_cleared,
    )


def _cleared(event: Any, _: Any) -> Any:
    """Keeps type, first line and code of each error; of the request its method and view alone."""
    for error in event.get("exception", {}).get("values", []):
        error["value"] = scrubbed(error.get("value") or "").partition("\n")[0]
        for frame in (error.get("stacktrace") or {}).get("frames", []):
            frame.pop("vars", None)
    event["request"] = {
        key: value for key, value in event.get("request", {}).items() if key in KEPT_OF_REQUEST
    }
    for left_out in ("logentry", "extra", "breadcrumbs", "user"):
        event.pop(left_out, None)
    event.setdefault("tags", {})["request_id"] = request_id.get()
    return event
