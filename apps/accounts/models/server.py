from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts import domains, names

ONLY = 1  # the one row's key
LONGEST_NEWCOMER_HOURS = 30 * 24
NAME = "Messager"


class SignUp(models.TextChoices):
    """Who may make an account."""

    OPEN = "open", _("Whoever has the address of this server")
    INVITATION = "invitation", _("Whoever has an invitation")
    DOMAIN = "domain", _("Whoever has an e-mail address of the domains below, or an invitation")
    CLOSED = "closed", _("Nobody")


class Server(models.Model):
    """What this installation is called and who may come in. No row: nobody has set it up yet."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    name = models.CharField(
        _("name"),
        max_length=60,
        default=NAME,
        validators=[names.validate_visible],
        help_text=_("Shown in titles and where people sign in. The team's name, say."),
    )
    sign_up = models.CharField(_("who may sign up"), max_length=10, choices=SignUp, default=SignUp.OPEN)
    sign_up_domains = models.TextField(
        _("domains"),
        blank=True,
        default="",
        help_text=_(
            "One a line, as example.org. Who signs up with such an address gets in when it is confirmed."
        ),
    )

    retention_days = models.PositiveIntegerField(
        _("days that messages are kept"),
        null=True,
        blank=True,
        help_text=_("Older ones go for good, in all rooms that don't say otherwise. Empty: kept for ever."),
    )

    newcomer_hours = models.PositiveIntegerField(
        _("hours that an account is new"),
        default=24,
        db_default=24,
        validators=[MaxValueValidator(LONGEST_NEWCOMER_HOURS)],
        help_text=_(
            "For so long it begins fewer conversations and rooms, and calls fewer people at once. "
            "0: no account is new."
        ),
    )

    class Meta:
        verbose_name = _("server")
        verbose_name_plural = _("server")
        constraints = [models.CheckConstraint(condition=models.Q(id=ONLY), name="only_one_server")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Server":
        """The one there is, or what holds until there is one."""
        return cls.objects.first() or cls()

    @property
    def is_open_to_strangers(self) -> bool:
        """Whether somebody can make an account who has nothing in hand."""
        return self.sign_up in {SignUp.OPEN, SignUp.DOMAIN}

    def clean(self) -> None:
        self.name = names.normalise_name(self.name)
        self.sign_up_domains = domains.normalise(self.sign_up_domains)
        try:
            domains.validate(self.sign_up_domains)
        except ValidationError as error:
            raise ValidationError({"sign_up_domains": error.messages}) from None
        if self.sign_up == SignUp.DOMAIN and not self.sign_up_domains:
            raise ValidationError({"sign_up_domains": _("Name one domain at least.")})
