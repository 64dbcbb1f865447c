from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

from apps.chat.live.answers import Answer

NO_STORE = (b"cache-control", b"no-store")
HTML = (b"content-type", b"text/html; charset=utf-8")


async def respond(
    send: Callable[[dict[str, Any]], Awaitable[None]], answer: Answer, *, pace_ms: int
) -> None:
    headers = [
        NO_STORE,
        HTML,
        (b"content-length", b"%d" % len(answer.body)),
        (b"x-content-type-options", b"nosniff"),
        (b"messager-poll", b"%d" % pace_ms),
        (b"messager-build", settings.BUILD.encode()),
    ]
    if answer.triggers:
        headers.append((b"hx-trigger", ", ".join(answer.triggers).encode()))
    status = answer.status if answer.body else 204
    if status == 204:
        headers = [header for header in headers if header[0] not in {b"content-type", b"content-length"}]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
