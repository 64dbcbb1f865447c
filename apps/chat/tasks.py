from celery import shared_task

from apps.accounts import sessions
from apps.chat import (
    outbox,
    services,
    sweeper,  # noqa: F401 (it starts with the worker, which loads the tasks)
)
from apps.chat.searching import catching_up


@shared_task(name="apps.chat.tasks.dispatch")
def dispatch() -> None:
    services.dispatch()


@shared_task(name="apps.chat.tasks.sweep")
def sweep() -> None:
    services.dispatch()


@shared_task(name="apps.chat.tasks.purge")
def purge() -> None:
    outbox.purge_done()
    sessions.forget_ended()


@shared_task(name=catching_up.TASK)
def index_messages(before: int | None = None) -> None:
    catching_up.go_on(before)
