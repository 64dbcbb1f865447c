"""The two groups, made once: what an administrator changes in them stays changed."""

from typing import Any

from django.contrib.auth.models import Group, Permission

from apps.moderation.rights import GROUPS


def make_groups(**_: Any) -> None:
    """After each migration, for only then are there permissions."""
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
