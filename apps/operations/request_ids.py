"""One name for a request, in every line that it causes: web, live and the tasks it asked for."""

import os
import re
from contextvars import ContextVar

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")

request_id: ContextVar[str] = ContextVar("request_id", default="")


def taken(said: str | None) -> str:
    """What the proxy calls it, or a new one when that could be anything."""
    return said if said and WELL_FORMED.fullmatch(said) else os.urandom(8).hex()
