from celery import shared_task

from apps.accounts import pictures, sessions
from apps.chat import (
    erasing,
    exports,
    holding,
    outbox,
    retention,
    services,
    sweeper,  # noqa: F401 (it starts with the worker, which loads the tasks)
)
from apps.chat.exports.asking import TASK as MAKE_EXPORTS
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
    holding.forget_rejected()
    pictures.remove_strays()


@shared_task(name=retention.TASK)
def free() -> None:
    retention.go_on()


@shared_task(name=erasing.TASK)
def erase() -> None:
    erasing.go_on()


@shared_task(name=MAKE_EXPORTS)
def make_exports() -> None:
    exports.go_on()


@shared_task(name="apps.chat.tasks.clean_exports")
def clean_exports() -> None:
    exports.clean()


@shared_task(name=catching_up.TASK)
def index_messages(before: int | None = None) -> None:
    catching_up.go_on(before)
