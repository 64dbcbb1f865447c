from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.accounts.models import User
from apps.chat import demo

THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
FOR_OUTSIDE = "PUBLIC_URL is not on this machine, and everyone knows the sample team's password: not here."
IN_USE = """\
There are people in this database already; the sample team goes into an empty one.
`make demo` without DATABASE_URL keeps one of its own in var/demo."""


class Command(BaseCommand):
    help = "Fills an empty database with a sample team. `make demo` calls it."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if urlsplit(settings.PUBLIC_URL).hostname not in THIS_MACHINE:
            raise CommandError(FOR_OUTSIDE)
        if demo.is_there():
            self.stdout.write("  The sample team is there already, with all that you have changed since.")
        elif User.objects.exists():
            raise CommandError(IN_USE)
        else:
            demo.set_up(timezone.now())
        self._introduce()

    def _introduce(self) -> None:
        demo.look_in()
        self.stdout.write(f"  The password of everyone in the sample team: {demo.PASSWORD}")
        for person in demo.members():
            self.stdout.write(f"    {person.username:9} code {person.usercode}")
        self.stdout.write(
            "  Begin as amara, who has the most to read. Three others are online for the first minute."
        )
