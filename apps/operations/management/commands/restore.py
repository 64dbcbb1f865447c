from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from apps.operations.backup import BackupError
from apps.operations.backup.file import read
from apps.operations.backup.restore import restore


class Command(BaseCommand):
    help = "Puts a backup in the place of the database and the media. End web, live, worker and beat before."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the backup; - for the standard input")
        parser.add_argument("--replace", action="store_true", help="even where there are people already")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with read(options["file"]) as file:
                restore(file, self.stdout.write, replace=options["replace"])
        except (BackupError, DatabaseError) as error:
            raise CommandError(f"Nothing is restored. {error}") from error
        self.stdout.write("Restored.", self.style.SUCCESS)
