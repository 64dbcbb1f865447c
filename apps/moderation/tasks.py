from celery import shared_task

from apps.moderation import held, mails, reporting, services


@shared_task
def end_suspensions() -> None:
    services.end_suspensions()


@shared_task(name=mails.TASK)
def tell_moderators() -> None:
    reporting.tell_moderators()
    held.tell_moderators()
