"""Web with clocks: when a send comes, when it is committed, when the worker is nudged."""

import threading
from time import perf_counter
from typing import Any

from bench.hops.clock import after, passes
from config.wsgi import application as product

from apps.chat import outbox, services  # isort: skip (Django is set up by the line above)

_now = threading.local()


def _nudged(result: Any) -> None:
    _now.nudged = perf_counter()


def _written(message: Any, draft: Any) -> None:
    room, revision = message.room_id, message.revision
    passes("web has the request", room, revision, _now.came)
    passes("looked up, rendered: about to write", room, revision, _now.ready)
    passes("worker nudged", room, revision, getattr(_now, "nudged", None))


def application(environ: Any, start_response: Any) -> Any:
    _now.came = perf_counter()
    return product(environ, start_response)


_nudge, _send = outbox.nudge, services.Send


def _nudge_after_commit() -> None:
    _now.committed = perf_counter()
    _nudge()
    _nudged(None)


def _made(*args: Any) -> Any:
    send = _send(*args)
    _now.ready = perf_counter()
    return send


outbox.nudge = _nudge_after_commit
services.Send = _made  # type: ignore[misc]
after(services, "write", _written)
after(
    services,
    "write",
    lambda message, _: passes("committed", message.room_id, message.revision, _now.committed),
)
