"""Redis answers, database and static files are up to date: `python -m config.embedded.prepare_data`.

A process of its own, so that the one that stays beside web, worker and beat never loads Django.
"""

import os
import sys
import time

import django
import redis
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError

from apps import guarded_redis

PATIENCE = 5.0  # seconds that a Redis may take to answer


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
    if not redis_answers(settings.REDIS_URL, time.monotonic() + PATIENCE):
        sys.exit(
            "Redis does not answer. If REDIS_URL is set: start that one, correct the address, or unset it to "
            f"have a private one. If it is not: {settings.VAR_DIR}/redis.log says why."
        )


def redis_answers(url: str, deadline: float) -> bool:
    while True:
        try:
            server = guarded_redis.address(url)
            with redis.Redis.from_url(server, socket_timeout=1, socket_connect_timeout=1) as client:
                return bool(client.ping())
        except (redis.RedisError, ValueError):
            if time.monotonic() > deadline:
                return False
        time.sleep(0.05)


if __name__ == "__main__":
    main()
