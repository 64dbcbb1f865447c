"""How a person likes the product: what the preferences may be."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    SYSTEM = "system", _("Like the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class SendsWith(models.TextChoices):
    """Which key sends; the other one makes a line."""

    ENTER = "enter", _("Enter sends, Shift+Enter makes a line")
    CTRL_ENTER = "ctrl_enter", _("Ctrl+Enter sends (⌘+Enter on a Mac), Enter makes a line")
