"""Two ways to serve held polls.

`live`: nothing else, beside a web process of its own (the stack).
`embedded`: one process and port for all; pages run through WSGI in a few threads, because Django's own ASGI
handler would spend a thread on each request that is held, and three times the time on each page.
"""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from a2wsgi import WSGIMiddleware

from apps.chat.live.app import Live
from config.wsgi import application as pages

PAGE_THREADS = 8

live = Live()
_pages = WSGIMiddleware(pages, workers=PAGE_THREADS)


async def embedded(scope: Any, receive: Any, send: Any) -> None:
    is_live = scope["type"] == "lifespan" or scope["path"].startswith("/live/")
    await (live if is_live else _pages)(scope, receive, send)
