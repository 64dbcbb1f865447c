from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.moderation.filters_text import domain_of, is_word

LONGEST_PATTERN = 200


class FilterQuerySet(models.QuerySet["Filter"]):
    def active(self) -> Self:
        return self.filter(is_active=True)


class Filter(models.Model):
    """Looks for a word or a link in what is written, and says what happens to the text."""

    class Kind(models.TextChoices):
        WORD = "word", _("word or phrase")
        DOMAIN = "domain", _("link to a domain")

    class Effect(models.TextChoices):
        FLAG = "flag", _("flag: it is sent, and reported to you")
        HOLD = "hold", _("hold: you look at it first")
        REFUSE = "refuse", _("refuse: it is not sent")

    kind = models.CharField(_("looks for"), max_length=10, choices=Kind, default=Kind.WORD)
    pattern = models.CharField(
        _("pattern"),
        max_length=LONGEST_PATTERN,
        help_text=_(
            "A word or phrase: whole words; case and accents don't count. A * in it or at its ends is any "
            "letters: spam*. A domain counts with all below it: example.org."
        ),
    )
    effect = models.CharField(_("effect"), max_length=10, choices=Effect, default=Effect.FLAG)
    reason = models.CharField(
        _("what the sender is told"),
        max_length=200,
        blank=True,
        help_text=_("A sentence, where the text is refused. Empty: that it can't be written here."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    exempts_staff = models.BooleanField(_("not for staff"), default=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)

    objects = FilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("filter")
        verbose_name_plural = _("filters")
        default_permissions = ()  # who moderates looks after them: rights.py
        constraints = [models.UniqueConstraint(fields=["kind", "pattern"], name="one_filter_per_pattern")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} “{self.pattern}”"

    def clean(self) -> None:
        self.pattern = " ".join(self.pattern.split())
        if self.kind == self.Kind.DOMAIN:
            self.pattern = domain_of(self.pattern)
            if not self.pattern or " " in self.pattern or "*" in self.pattern:
                raise ValidationError({"pattern": _("A domain looks like this: example.org")})
        elif not is_word(self.pattern):
            raise ValidationError({"pattern": _("Give a word to look for, with one * inside of it at most.")})
