"""The two groups, made once: what an administrator changes in them stays changed."""

from typing import Any

from django.apps.registry import Apps
from django.apps.registry import apps as current
from django.contrib.auth.models import Group, Permission

from apps.moderation.rights import GROUPS


def make_groups(apps: Apps = current, **_: Any) -> None:
    """After each migration, for only then are there permissions; and only once all of ours have run."""
    try:
        apps.get_model("auth", "Group")
        apps.get_model("moderation", "Report")
    except LookupError:
        return
    for name, rights in GROUPS.items():
        group, is_new = Group.objects.get_or_create(name=name)
        if is_new:
            group.permissions.set(_permissions(rights))


def _permissions(rights: tuple[str, ...]) -> list[Permission]:
    found = []
    for right in rights:
        app, _, codename = right.partition(".")
        found.append(Permission.objects.get(content_type__app_label=app, codename=codename))
    return found
