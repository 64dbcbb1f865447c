import os
from typing import Any

from celery import Celery
from celery.signals import task_failure
from django.db import connections

from config import (
    broker,  # noqa: F401 (it takes the place of kombu's own)
    logs,  # noqa: F401 (a signal's receiver)
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("messager")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@task_failure.connect
def let_go_of_the_database(**_: Any) -> None:
    """A time limit strikes anywhere, right after a BEGIN too, and Django then does not know of the
    transaction. Kept for the next task, it would keep SQLite's only write lock from everybody."""
    connections.close_all()
