from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts import look_alikes, names, usercode
from apps.accounts.fields import Skeleton
from apps.accounts.preferences import SendsWith, Theme

LONGEST_STATUS = 100  # characters
USERNAME_HELP = _("Letters, digits and . - _")
USERNAME_TAKEN = _("This username is taken.")


class People(UserManager["User"]):
    use_in_migrations = False

    def has_code(self, code: str) -> bool:
        return self.filter(usercode=code).exists()

    def bulk_create(self, objs: Iterable["User"], *args: Any, **kwargs: Any) -> list["User"]:
        """Thousands at once would meet each other's codes, and those of a large team."""
        people = list(objs)
        drawn: set[str] = set()
        for person in people:
            while person.usercode in drawn or self.has_code(person.usercode):
                person.usercode = usercode.draw()
            drawn.add(person.usercode)
        return super().bulk_create(people, *args, **kwargs)


class User(AbstractUser):
    """A person. `usercode` is how others reach them without knowing their name."""

    username = models.CharField(
        _("username"),
        max_length=30,
        unique=True,
        validators=[names.validate_username],
        help_text=USERNAME_HELP,
        error_messages={"unique": USERNAME_TAKEN},
    )
    first_name = None  # type: ignore[assignment]  # names don't come in two parts everywhere
    last_name = None  # type: ignore[assignment]
    # Not unique: see ACCOUNT_PREVENT_ENUMERATION in the settings. A *verified* address has one owner.
    email = models.EmailField(_("e-mail address"), blank=True, db_index=True)
    name = models.CharField(
        _("name"),
        max_length=60,
        blank=True,
        db_index=True,
        validators=[names.validate_visible],
        help_text=_("Shown to others beside the code."),
    )
    usercode = models.CharField(
        max_length=usercode.LENGTH, unique=True, editable=False, default=usercode.draw
    )
    skeleton = Skeleton(max_length=look_alikes.LONGEST, unique=True, editable=False)
    # The name of its file (apps/accounts/pictures.py). Empty: the person is drawn from the name.
    picture = models.CharField(max_length=32, blank=True, default="", db_default="", editable=False)
    # Raised when name, usercode or picture change, so that no cached fragment shows the old one.
    version = models.PositiveIntegerField(default=1, editable=False)
    # Raised by what changes this person's own sidebar: read elsewhere, joined, removed.
    inbox = models.PositiveBigIntegerField(default=0, editable=False)
    # Part of what every session of this person is checked against: raising it ends them all.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    # Signed up by the domain of an address: whose address it is has to be seen before they get in.
    must_confirm = models.BooleanField(default=False, db_default=False, editable=False)
    # Whether any block stands, made or met: for the many who have none, nothing is looked up.
    has_blocks = models.BooleanField(default=False, db_default=False, editable=False)
    appear_offline = models.BooleanField(_("appear offline"), default=False)
    theme = models.CharField(
        _("theme"), max_length=10, choices=Theme, default=Theme.SYSTEM, db_default=Theme.SYSTEM
    )
    sends_with = models.CharField(
        _("key that sends"),
        max_length=10,
        choices=SendsWith,
        default=SendsWith.ENTER,
        db_default=SendsWith.ENTER,
    )
    plays_sound = models.BooleanField(_("plays a sound"), default=True, db_default=True)
    # Empty: as the browser wishes.
    language = models.CharField(max_length=10, blank=True, default="", db_default="", editable=False)
    # What a person says of themselves, and whether to disturb them; the moments at which that ends by itself.
    # On reading: `status` and `is_quiet_now`.
    status_text = models.CharField(
        _("status"), max_length=LONGEST_STATUS, blank=True, default="", db_default=""
    )
    status_until = models.DateTimeField(null=True, blank=True, editable=False)
    is_quiet = models.BooleanField(_("do not disturb"), default=False, db_default=False)
    quiet_until = models.DateTimeField(null=True, blank=True, editable=False)
    # The person's choice, empty: as the browser says. What it said last.
    time_zone = models.CharField(max_length=60, blank=True, default="", db_default="", editable=False)
    browser_zone = models.CharField(max_length=60, blank=True, default="", db_default="", editable=False)
    last_seen = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    # The person has gone for good: the row stays for what they wrote, and names nobody.
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True, editable=False)
    # Until then they read and do not speak.
    muted_until = models.DateTimeField(null=True, blank=True, editable=False)
    # Of one who is not active: when they are let in again. Empty: not by itself.
    suspended_until = models.DateTimeField(null=True, blank=True, editable=False)
    # What moderators have warned them about, until they say that they have read it.
    warning = models.TextField(blank=True, default="", db_default="", editable=False)

    objects: ClassVar[People] = People()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            models.Index(
                fields=["suspended_until"],
                condition=models.Q(suspended_until__isnull=False),
                name="suspended_people",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name if self.deleted_at else self.username

    @property
    def status(self) -> str:
        """What they say of themselves now."""
        return "" if _is_over(self.status_until) else self.status_text

    @property
    def is_quiet_now(self) -> bool:
        """They are not to be disturbed."""
        return self.is_quiet and not _is_over(self.quiet_until)

    @property
    def zone(self) -> ZoneInfo | None:
        """Where their clock is; None while nobody has said so."""
        try:
            return ZoneInfo(name) if (name := self.time_zone or self.browser_zone) else None
        except ZoneInfoNotFoundError:  # another machine knew it
            return None

    @property
    def display_name(self) -> str:
        return gettext("Deleted account") if self.deleted_at else self.name or self.username

    @property
    def code(self) -> str:
        """The usercode, as long as it reaches somebody."""
        return "" if self.deleted_at else self.usercode

    @property
    def is_muted(self) -> bool:
        return self.muted_until is not None and self.muted_until > timezone.now()

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

    def clean(self) -> None:
        super().clean()
        self.name = names.normalise_name(self.name)
        self.check_username(self.username, self.pk or 0)

    @classmethod
    def check_username(cls, username: str, own_pk: int = 0) -> None:
        """Raises ValidationError for one that may not be, is taken or looks like one that is."""
        names.validate_username(username)
        alike = cls.objects.exclude(pk=own_pk).filter(skeleton=look_alikes.skeleton(username)).first()
        if alike and alike.username.casefold() == username.casefold():
            raise ValidationError(USERNAME_TAKEN, code="unique")
        if alike:
            raise ValidationError(_("This looks too much like a username that is taken."), code="look_alike")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.username = names.normalise_username(self.username)
        self.email = self.email.lower()  # sign-in looks it up in lower case
        if kwargs.get("update_fields") and "username" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "skeleton"}
        if not self._state.adding:
            super().save(*args, **kwargs)
            return
        usercode.write_with_free_code(
            lambda code: self._insert(code, *args, **kwargs), self.usercode, User.objects.has_code
        )

    def _insert(self, code: str, *args: Any, **kwargs: Any) -> None:
        self.usercode = code
        super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        salt = "apps.accounts.models.User.session"
        value = f"{self.password}|{self.session_epoch}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()


def _is_over(until: datetime | None) -> bool:
    return until is not None and until <= timezone.now()
