"""People with a moderator's rights, as an administrator gives them."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from apps.accounts.models import User
from tests.people import a_person

HOUR = timedelta(hours=1)


def a_moderator(username: str = "mia", group: str = "Moderator", **more: Any) -> User:
    person = a_person(username, is_staff=True, **more)
    person.groups.add(Group.objects.get(name=group))
    return person


def again(person: User) -> User:
    """As the database has them now."""
    return User.objects.get(pk=person.pk)


def passed(person: User, field: str) -> None:
    """The time until which it was for has come."""
    User.objects.filter(pk=person.pk).update(**{field: timezone.now() - timedelta(seconds=1)})
