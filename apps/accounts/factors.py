"""What shows beside the password that it is really you: codes from an app, passkeys, recovery codes."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User


class Adapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is wrong, or it is no longer valid. Try the next one."),
    }

    def get_totp_label(self, user: User) -> str:
        """Not the address: it can change, and several may have it."""
        return user.username

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002 (allauth's name)
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}


def forget(user: User) -> None:
    """For who has lost them all: from now on the password alone signs in."""
    Authenticator.objects.filter(user=user).delete()
