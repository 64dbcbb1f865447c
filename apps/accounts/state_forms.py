"""Forms for what a person says of themselves for a while."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts import mutes, names, screening, zones
from apps.accounts.models import LONGEST_STATUS, User
from apps.accounts.states import Lasts

JOINER = "\u200d"  # between the parts of one emoji


class StatusForm(forms.Form):
    status = forms.CharField(
        label=_("What others see beside your name"),
        max_length=LONGEST_STATUS,
        required=False,
        help_text=_("A few words, and an emoji if you like. Leave it empty to clear it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    lasts = forms.ChoiceField(label=_("Show it"), choices=Lasts, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"status": user.status, "lasts": Lasts.TODAY}
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_status(self) -> str:
        status = " ".join(unicodedata.normalize("NFC", self.cleaned_data["status"]).split())
        names.validate_visible(status.replace(JOINER, ""))
        mutes.require_voice(self.user, status, self.user.status)
        screening.validate_names(self.user, status)
        return status

    def clean_lasts(self) -> Lasts:
        return Lasts(self.cleaned_data["lasts"] or Lasts.FOR_GOOD)


class QuietForm(forms.Form):
    quiet = forms.ChoiceField(choices=[("on", ""), ("off", "")])
    lasts = forms.ChoiceField(label=_("Do not disturb me"), choices=Lasts, required=False, initial=Lasts.HOUR)

    def clean_lasts(self) -> Lasts:
        return Lasts(self.cleaned_data["lasts"] or Lasts.FOR_GOOD)


class ZoneForm(forms.Form):
    """Empty: as the browser says."""

    zone = forms.CharField(required=False, max_length=60)

    def clean_zone(self) -> str:
        zone = str(self.cleaned_data["zone"])
        if zone and zone not in zones.known():
            raise forms.ValidationError(_("There is no such time zone here."))
        return zone
