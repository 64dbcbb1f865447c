"""Two ways to serve held polls.

`live`: nothing else, beside a web process of its own (the stack).
`embedded`: one process and port for all; pages run through WSGI in a few threads, because Django's own ASGI
handler would spend a thread on each request that is held, and three times the time on each page.
"""

from typing import Any

from a2wsgi import WSGIMiddleware

from config.wsgi import application as pages  # sets Django up, so it comes first

from apps.chat.live.app import Live  # isort: skip

PAGE_THREADS = 8

live = Live()
_pages: Any = WSGIMiddleware(pages, workers=PAGE_THREADS)  # type: ignore[arg-type]


async def embedded(scope: Any, receive: Any, send: Any) -> None:
    is_live = scope["type"] == "lifespan" or scope["path"].startswith("/live/")
    await (live if is_live else _pages)(scope, receive, send)
