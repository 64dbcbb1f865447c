"""Moderation. The text of a direct conversation is neither shown, searched nor filtered by here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from apps.chat.admin import messages, outbox, recipients, rooms

__all__ = ["messages", "outbox", "recipients", "rooms"]

admin.site.site_header = admin.site.site_title = _("Messager: moderation")
