from celery import shared_task

from apps.presence import expiry


@shared_task
def expire_presence() -> None:
    expiry.expire_presence()
