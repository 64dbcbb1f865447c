"""Each task: how many by name and end, how long by name; counted in the pool, told by the main process."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from celery import Task
from celery.signals import task_postrun, task_prerun, worker_ready
from django.conf import settings
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from apps.operations.insiders import is_insider
from apps.operations.metrics.left_behind import fold

TASKS = Counter("messager_tasks", "Tasks that ended.", ["task", "state"])
SECONDS = Histogram("messager_task_seconds", "How long a task took.", ["task"])

logger = logging.getLogger(__name__)
_began: dict[str, float] = {}


@task_prerun.connect
def begin(task_id: str, **_: Any) -> None:
    _began[task_id] = time.perf_counter()


@task_postrun.connect
def end(task_id: str, task: "Task[Any, Any]", state: str | None, **_: Any) -> None:
    TASKS.labels(task.name, (state or "unknown").lower()).inc()
    if began := _began.pop(task_id, None):
        SECONDS.labels(task.name).observe(time.perf_counter() - began)


@worker_ready.connect
def serve(**_: Any) -> None:
    host, port = settings.METRICS_ADDRESS.rsplit(":", 1)
    try:
        server = make_server(host, int(port), answer, handler_class=_Silent)
    except OSError as error:
        logger.warning("the worker's metrics are not served at %s: %s", settings.METRICS_ADDRESS, error)
        return
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()


def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] != "/metrics" or not is_insider(environ.get("HTTP_AUTHORIZATION", "")):
        start_response("404 Not Found", [])
        return []
    fold(Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]))  # the server answers one after the other
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
    return [generate_latest(registry)]


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Who asks every few seconds is no news."""
