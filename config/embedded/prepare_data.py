"""Brings database and static files up to date: `python -m config.embedded.prepare_data`.

A process of its own, so that the one that stays beside web, worker and beat never loads Django.
"""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
    except ImproperlyConfigured as error:
        sys.exit(f"the configuration is wrong: {error}")
    except DatabaseError as error:
        sys.exit(f"the database cannot be used: {error}")


if __name__ == "__main__":
    main()
