from django.db import models

from apps.accounts import look_alikes


class DirectoryName(models.CharField):  # type: ignore[type-arg]
    """What the name of a room in the directory looks like; null for every other room.

    It follows `name`, `kind` and `archived_at` on every way through `save` and `bulk_create`: of two rooms
    that anyone can find, none passes for the other.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        shape = (directory_name(model_instance) or "")[: self.max_length] or None
        setattr(model_instance, self.attname, shape)
        return shape


def directory_name(room: models.Model) -> str | None:
    is_listed = room.kind == "open" and room.archived_at is None  # type: ignore[attr-defined]
    if not is_listed:
        return None
    return look_alikes.skeleton(room.name) or None  # type: ignore[attr-defined]
