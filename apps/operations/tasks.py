from celery import shared_task

from apps.operations import (
    days,
    ticks,  # its thread starts with the worker, which loads the tasks
)


@shared_task(name="apps.operations.tasks.tick")
def tick() -> None:
    ticks.note(ticks.BEAT)


@shared_task(name="apps.operations.tasks.count_days")
def count_days() -> None:
    days.count()
