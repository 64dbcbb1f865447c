from collections.abc import Iterable

from django.contrib.auth.hashers import make_password
from django.db import models

from apps.accounts.models import User
from apps.presence import store
from apps.presence.heartbeat import beat

PASSWORD = "paper-boats-sail"  # noqa: S105 (told to everyone; the command refuses to run for the outside)
NAMES = {
    "amara": "Amara Okafor",
    "bjorn": "Björn Åkesson",
    "lukasz": "Łukasz Wiśniewski",
    "mei": "林美玲",
    "dimitra": "Δήμητρα Παππά",
    "yusuf": "يوسف حداد",
    "zoe": "Zoë Álvarez",
    "olena": "Олена Шевчук",
}
LOOKING_IN = {"bjorn": False, "zoe": False, "mei": True}  # online at the start; whether away from the page
A_WHILE = 3_600_000  # ms; presence cuts it down to PRESENCE_LONGEST


def members() -> models.QuerySet[User]:
    return User.objects.filter(username__in=NAMES).order_by("pk")


def is_there() -> bool:
    return members().count() == len(NAMES)


def make_team() -> dict[str, User]:
    """Everybody with the one password, hashed once: each hash takes a third of a second."""
    password = make_password(PASSWORD)
    return {
        username: User.objects.create(
            username=username, name=name, email=f"{username}@example.org", password=password
        )
        for username, name in NAMES.items()
    }


def look_in() -> None:
    """A few of them are online for a moment, as if they had just closed the page. Nobody keeps them there."""
    for person in members().filter(username__in=LOOKING_IN):
        beat(person, A_WHILE, away=LOOKING_IN[person.username])


def gather(here: Iterable[User], away: Iterable[User]) -> None:
    """Who gets the next broadcast."""
    for person in away:
        store.leave(person.pk, grace=0)
    for person in here:
        beat(person, A_WHILE, away=False)
