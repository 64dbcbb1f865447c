"""A task carries the name of the request that asked for it."""

from typing import Any

from celery import Task
from celery.signals import before_task_publish, task_postrun, task_prerun

from apps.operations.request_ids import request_id


@before_task_publish.connect
def send_along(headers: dict[str, Any], **_: Any) -> None:
    if known := request_id.get():
        headers["request_id"] = known


@task_prerun.connect
def take_over(task_id: str, task: "Task[Any, Any]", **_: Any) -> None:
    request_id.set(task.request.get("request_id") or task_id)


@task_postrun.connect
def forget(**_: Any) -> None:
    request_id.set("")
