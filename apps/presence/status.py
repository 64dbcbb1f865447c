from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    ONLINE = "online", _("online")
    AWAY = "away", _("away")
    OFFLINE = "offline", _("offline")
