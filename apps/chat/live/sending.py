from django.conf import settings

from apps.accounts.announcements import HEADER
from apps.chat.live.answers import Answer
from apps.chat.live.waiter import Send

COMMON = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
RETRY_AFTER = b"2"  # seconds
HTML = (b"content-type", b"text/html; charset=utf-8")
ANNOUNCEMENT = HEADER.lower().encode()
CLOSE = (b"connection", b"close")


async def respond(
    send: Send, answer: Answer, *, pace_ms: int, announced: int | None = None, is_last: bool = False
) -> None:
    """`announced`: which announcement stands, if that is known. `is_last`: the server is about to go, and
    must not close the connection under the next request."""
    status = 204 if answer.status == 200 and not answer.body else answer.status
    headers = [*_headers(answer, status, pace_ms), *([CLOSE] if is_last else [])]
    if announced is not None:
        headers.append((ANNOUNCEMENT, b"%d" % announced))
    await send({"type": "http.response.start", "status": status, "headers": headers})
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
