"""Two ways to serve held polls.

`live`: nothing else, beside a web process of its own (the stack).
`embedded`: one process and port for all; pages run through WSGI in a few threads, because Django's own ASGI
handler would spend a thread on each request that is held, and three times the time on each page.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import Any
from wsgiref.util import FileWrapper

from a2wsgi import WSGIMiddleware
from django.conf import settings

from config.wsgi import application as pages  # sets Django up, so it comes first

from apps.accounts import pictures  # isort: skip
from apps.operations.live import NamedLive  # isort: skip
from config import slow  # isort: skip

PAGE_THREADS = 8
MOST = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0  # bytes of a form
SENDS_A_FILE = "/messager/profile/picture/"
PIECE = 262_144  # bytes of a file at once: each piece changes from a thread to the loop

live: Any = (
    import_module("apps.operations.metrics.polls").MeasuredLive() if settings.METRICS_TOKEN else NamedLive()
)


def _pages(environ: Any, start_response: Any) -> Iterable[bytes]:
    environ["wsgi.file_wrapper"] = lambda file, _: FileWrapper(file, PIECE)
    return pages(environ, start_response)


_bridge: Any = WSGIMiddleware(_pages, workers=PAGE_THREADS)


async def embedded(scope: Any, receive: Any, send: Any) -> None:
    is_live = scope["type"] == "lifespan" or scope["path"].startswith("/live/")
    if is_live:
        await live(scope, receive, send)
        return
    try:
        if scope["path"] == SENDS_A_FILE:
            receive = await slow.take_whole(receive, pictures.MOST_FORM, pictures.MOST_PASSED_OVER)
        else:
            receive = await slow.take_whole(receive, MOST)
    except slow.NotTakenError as error:
        await slow.refuse(send, error.args[0])
        return
    await _bridge(scope, receive, send)
