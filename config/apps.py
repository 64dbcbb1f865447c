from django.apps import apps
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db.models.signals import post_migrate

from config import pooler
from config.celery import app as celery_app

# Here and not in config/__init__.py: whoever sets up Django has the Celery app, and `make run`'s manager,
# which needs neither, does not carry 25 MB for it.
__all__ = ["StaticFiles", "celery_app"]


class StaticFiles(StaticFilesConfig):
    """Leaves out django-htmx's copies of htmx: ours is vendored, and their modules import bare names."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx"]

    def ready(self) -> None:
        super().ready()
        post_migrate.connect(pooler.give_the_role_its_lock_timeout, sender=apps.get_app_config("chat"))
