"""allauth's forms about codes and passkeys, with our labels and our rules."""

import struct
from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from apps.accounts.forms import Labelled
from apps.accounts.models import User

NAME_LENGTH = 60  # of a passkey, as people name theirs
# What the parsers of WebAuthn raise for bytes that no device would send.
MALFORMED = (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error)


class RequestLoginCodeForm(Labelled, account.RequestLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")

    def clean_email(self) -> str:
        """Only who has confirmed the address gets a code to it. Somebody else may have made an account with
        it, keep its password, and read along there.
        """
        address = str(super().clean_email())
        owner = User.objects.filter(
            is_active=True, emailaddress__email=address.lower(), emailaddress__verified=True
        )
        self._user = owner.first()
        return address


class _Coded(Labelled):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "autofocus": True}


class ConfirmLoginCodeForm(_Coded, account.ConfirmLoginCodeForm):
    pass


class ConfirmReauthenticationCodeForm(_Coded, account.ConfirmReauthenticationCodeForm):
    pass


class ReauthenticateForm(Labelled, account.ReauthenticateForm):
    pass


class AuthenticateForm(_Coded, mfa.AuthenticateForm):
    pass


class ReauthenticateByCodeForm(_Coded, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(_Coded, totp.ActivateTOTPForm):
    pass


class _Signing:
    """A malformed answer of a device is a wrong one."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class LoginPasskeyForm(_Signing, webauthn.LoginWebAuthnForm):
    pass


class AuthenticatePasskeyForm(_Signing, webauthn.AuthenticateWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(_Signing, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(Labelled, webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label_name(self)
        self.fields["passwordless"].label = _("Sign in with it alone, without a password")
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return cleaned


class RenamePasskeyForm(Labelled, webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label_name(self)


def _label_name(form: Any) -> None:
    form.fields["name"].label = _("Name")
    form.fields["name"].help_text = _("To tell it from others: “my phone”, say.")
    form.fields["name"].max_length = NAME_LENGTH
