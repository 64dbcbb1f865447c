from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    name = "apps.chat"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        import apps.chat.signals  # noqa: F401, PLC0415 (receivers need the models, which exist only now)
