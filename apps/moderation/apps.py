from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "apps.moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        # They need the models, which exist only now.
        from apps.accounts import screening  # noqa: PLC0415
        from apps.moderation import filters, receivers  # noqa: F401, PLC0415
        from apps.moderation.groups import make_groups  # noqa: PLC0415

        post_migrate.connect(make_groups, sender=self, dispatch_uid="make_groups")
        screening.use(filters.judge)
