from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.chat.models import SearchText
from apps.chat.searching import index


class Command(BaseCommand):
    help = "Indexes for search what is not indexed yet. Safe to run at any time, while everything runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anew", action="store_true", help="empty the index first")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["anew"]:
            index.empty()
        index.catch_up_wholly()
        count = SearchText.objects.count()
        self.stdout.write(f"{count} {'message' if count == 1 else 'messages'} can be found.")
