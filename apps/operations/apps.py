from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "apps.operations"
    label = "operations"
    verbose_name = _("Operations")

    def ready(self) -> None:
        admin.site.index_template = "admin/dashboard.html"
        import_module("apps.operations.task_ids")
        if settings.METRICS_TOKEN:
            import_module("apps.operations.shared_folder").prepare()
            import_module("apps.operations.metrics.tasks")
        if settings.SENTRY_DSN:
            import_module("apps.operations.sentry").start()
