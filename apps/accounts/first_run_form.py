from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.accounts import first_run, names
from apps.accounts.forms import NewAccountForm


class FirstRunForm(NewAccountForm):
    token = forms.CharField(
        label=_("Setup token"),
        max_length=100,
        help_text=_("It stands in the server's log, so that nobody else can set this server up."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    server_name = forms.CharField(
        label=_("Name of the server"),
        max_length=60,
        help_text=_("The team's name, say. It is shown where people sign in."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    field_order = ("token", "server_name", "username", "email", "password1")

    def __init__(self, *args: Any, request: HttpRequest, asks_for_token: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        if not asks_for_token:
            del self.fields["token"]

    def clean_token(self) -> str:
        typed: str = self.cleaned_data["token"]
        if not first_run.is_token(self.request, typed):
            raise ValidationError(
                _("This is not the token, or there were too many tries. Wait a minute then.")
            )
        return typed

    def clean_server_name(self) -> str:
        name = names.normalise_name(self.cleaned_data["server_name"])
        names.validate_visible(name)
        return name
