from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person. `usercode` is how others reach them without knowing their name."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=60, blank=True, help_text=_("Shown to others beside the code."))
    usercode = models.CharField(max_length=6, unique=True, editable=False)
    # Raised when name or usercode change, so that no cached fragment shows the old one.
    version = models.PositiveIntegerField(default=1, editable=False)
    # Raised by what changes this person's own sidebar: read elsewhere, joined, removed.
    inbox = models.PositiveBigIntegerField(default=0, editable=False)
    appear_offline = models.BooleanField(_("appear offline"), default=False)
    last_seen = models.DateTimeField(null=True, blank=True, editable=False)

    @property
    def display_name(self) -> str:
        return self.name or self.username
