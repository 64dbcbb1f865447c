from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.operations.backup import BackupError
from apps.operations.backup.archive import Manifest, verify
from apps.operations.backup.dump import backup
from apps.operations.backup.file import read, written


class Command(BaseCommand):
    help = "Keeps the database and the media in one file, while everything runs."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="where to; - for the standard output")
        parser.add_argument("--verify", metavar="FILE", help="check one instead of making one")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["verify"]:
                with read(options["verify"]) as file:
                    self.stderr.write(f"Undamaged: {_line(verify(file))}", self.style.SUCCESS)
                return
            name = options["file"] or f"messager-{datetime.now(UTC):%Y%m%d-%H%M%S}.backup"
            with written(name) as out:
                manifest = backup(out)
        except BackupError as error:
            raise CommandError(str(error)) from error
        # Not to the standard output: the archive itself may go there.
        self.stderr.write(f"{name}: {_line(manifest)}", self.style.SUCCESS)
        self.stderr.write("SECRET_KEY is not in it: keep that too, elsewhere.", lambda line: line)
        if manifest.broken_rooms:
            self.stderr.write(f"Rooms whose numbers are wrong: {manifest.broken_rooms}. See `doctor`.")


def _line(manifest: Manifest) -> str:
    rows = sum(manifest.counts.values())
    people = manifest.counts.get("accounts.User", 0)
    messages = manifest.counts.get("chat.Message", 0)
    return f"{rows} rows, {people} people, {messages} messages, {manifest.made_at}, build {manifest.build}"
