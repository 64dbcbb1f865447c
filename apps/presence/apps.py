from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PresenceConfig(AppConfig):
    name = "apps.presence"
    verbose_name = _("Presence")

    def ready(self) -> None:
        from apps.presence import signals  # noqa: PLC0415 (models exist only now)

        signals.connect()
