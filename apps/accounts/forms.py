from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal import ratelimit
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts import invitations, look_alikes, mutes, names, screening
from apps.accounts.admission import SpentError, admission_of
from apps.accounts.models import USERNAME_HELP, USERNAME_TAKEN, User

PASSWORD_HELP = _("At least 8 characters, and nothing that many people use.")
INVITATION_SPENT = _("This invitation is not valid (any more). Ask for another one.")


class Labelled:
    """Labels stand above the fields; a placeholder would only repeat them."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        if "password1" in self.fields:
            self.fields["password1"].help_text = PASSWORD_HELP


class LoginForm(Labelled, allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Username or e-mail address")
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["remember"].label = _("Remember me")


class NewAccountForm(Labelled, allauth_forms.SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = USERNAME_HELP
        self.fields["username"].widget.attrs["autocapitalize"] = "none"
        self.fields["email"].label = _("E-mail address")


class SignupForm(NewAccountForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.admission = admission_of(context.request)
        if self.admission.is_by_domain:
            self.fields["email"].help_text = by_domain(self.admission.domains)

    def clean_email(self) -> str:
        address: str = super().clean_email()
        if not self.admission.takes(address):
            raise ValidationError(by_domain(self.admission.domains))
        return address

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.errors and not _admit_address(cleaned["email"]):
            self.add_error("email", _("This address was used too often today. Try again tomorrow."))
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        try:
            with transaction.atomic():
                saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
                self.admission.use_invitation()
        except IntegrityError:  # somebody else took the name between our look and our write
            self.add_error("username", USERNAME_TAKEN)
        except SpentError:
            self.add_error(None, INVITATION_SPENT)
        else:
            invitations.forget(request)
            return saved
        return None, render(request, "account/signup.html", {"form": self})


class ChangePasswordForm(Labelled, allauth_forms.ChangePasswordForm):
    pass


class SetPasswordForm(Labelled, allauth_forms.SetPasswordForm):
    pass


class ResetPasswordForm(Labelled, allauth_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(Labelled, allauth_forms.ResetPasswordKeyForm):
    pass


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        strip=True,
        help_text=_("Shown to others beside your code. Without one they see your username."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": user.name}
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_name(self) -> str:
        name = names.normalise_name(self.cleaned_data["name"])
        names.validate_visible(name)
        if User.objects.exclude(pk=self.user.pk).filter(skeleton=look_alikes.skeleton(name)).exists():
            raise ValidationError(_("This is somebody's username, or looks like it. Add a surname, say."))
        mutes.require_voice(self.user, name, self.user.name)
        screening.validate_names(self.user, name)
        return name


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["theme", "sends_with", "plays_sound"]
        labels = {
            "theme": _("Colours"),
            "sends_with": _("When you write"),
            "plays_sound": _("Play a sound when a message comes and Messager is in the background"),
        }
        widgets = {"theme": forms.RadioSelect, "sends_with": forms.RadioSelect}


class DeletionForm(forms.Form):
    """Who deletes an account knows its password, if it has one, and means it."""

    username = forms.CharField(
        label=_("Your username, to be sure"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_usable_password():  # asked by the view to confirm in another way that it is them
            del self.fields["password"]

    def clean_username(self) -> str:
        typed = names.normalise_username(self.cleaned_data["username"])
        if typed.casefold() != self.user.username.casefold():
            raise ValidationError(
                _("This is not your username. It is %(username)s."), params={"username": self.user.username}
            )
        return typed

    def clean_password(self) -> str:
        """A try counts as one at signing in."""
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.user, password):
            raise ValidationError(_("This is not your password."))
        return password


def by_domain(domains: list[str]) -> str:
    return gettext("Use your address of %(domains)s. A mail comes there, to confirm that it is yours.") % {
        "domains": ", ".join(domains)
    }


def _admit_address(address: str) -> bool:
    """Counts tries with free and with taken addresses alike, so that it tells nothing."""
    return bool(
        ratelimit.consume(
            context.request, app="allauth.account", action="signup_address", key=address.lower()
        )
    )
