"""Held polls alone: `uvicorn config.asgi:application`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from apps.chat.live.app import Live  # noqa: E402 (needs the apps)

application = Live()
