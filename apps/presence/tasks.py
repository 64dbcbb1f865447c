from celery import shared_task

from apps.presence import expiry


@shared_task
def expire_presence() -> None:
    expiry.expire_presence()


@shared_task
def end_states() -> None:
    expiry.end_states()
