"""gunicorn logs as the others do: `gunicorn --config python:config.gunicorn config.wsgi`."""

from typing import Any

from apps.chat.live.process import spare_the_collector
from config.settings import LOGGING

logconfig_dict = LOGGING


def post_worker_init(worker: Any) -> None:  # noqa: ARG001
    """The application is loaded: a page of 500 rooms would set off a full collection, a third of its time."""
    spare_the_collector()
