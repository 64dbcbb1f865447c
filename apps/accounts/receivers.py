from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from apps.accounts import first_run


@receiver(post_migrate, dispatch_uid="say_setup_token")
def say_setup_token(sender: AppConfig, verbosity: int, **_: Any) -> None:
    """`migrate` is what every installation begins with. The quiet ones are `make run`'s, and the tests'."""
    if sender.name == "apps.accounts" and verbosity and first_run.is_needed():
        first_run.say_token()
