from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

from apps.chat.live.answers import Answer

COMMON = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
RETRY_AFTER = b"2"  # seconds
HTML = (b"content-type", b"text/html; charset=utf-8")


async def respond(send: Callable[[dict[str, Any]], Awaitable[None]], answer: Answer, *, pace_ms: int) -> None:
    status = 204 if answer.status == 200 and not answer.body else answer.status
    await send(
        {"type": "http.response.start", "status": status, "headers": _headers(answer, status, pace_ms)}
    )
    await send({"type": "http.response.body", "body": answer.body})


def _headers(answer: Answer, status: int, pace_ms: int) -> list[tuple[bytes, bytes]]:
    headers = [*COMMON, (b"messager-poll", b"%d" % pace_ms), (b"messager-build", settings.BUILD.encode())]
    if answer.triggers:
        headers.append((b"hx-trigger", ", ".join(answer.triggers).encode()))
    if status == 503:
        headers.append((b"retry-after", RETRY_AFTER))
    if status != 204:
        headers += [HTML, (b"content-length", b"%d" % len(answer.body))]
    return headers
