from django.contrib.staticfiles.apps import StaticFilesConfig

from config.celery import app as celery_app

# Here and not in config/__init__.py: whoever sets up Django has the Celery app, and `make run`'s manager,
# which needs neither, does not carry 25 MB for it.
__all__ = ["StaticFiles", "celery_app"]


class StaticFiles(StaticFilesConfig):
    """Leaves out django-htmx's copies of htmx: ours is vendored, and their modules import bare names."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx"]
