from django.db import models

from apps.accounts import look_alikes, names


class Skeleton(models.CharField):  # type: ignore[type-arg]
    """Follows `username` on every way into the database, `bulk_create` included."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        username = names.normalise_username(model_instance.username)  # type: ignore[attr-defined]
        skeleton = look_alikes.skeleton(username)
        setattr(model_instance, self.attname, skeleton)
        return skeleton
