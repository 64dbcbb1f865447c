from celery import shared_task

from apps.moderation import services


@shared_task
def end_suspensions() -> None:
    services.end_suspensions()
