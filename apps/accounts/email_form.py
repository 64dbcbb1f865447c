from typing import Any

from allauth.account import forms as account
from allauth.account.models import EmailAddress
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.accounts.forms import Labelled


class AddressForm(Labelled, account.AddEmailForm):
    """Another address for the account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")

    def save(self, request: HttpRequest) -> EmailAddress:
        """Where none was confirmed, the new one is claimed at once as at signing up; allauth would leave the
        account without any until then.
        """
        address: EmailAddress = super().save(request)
        if not EmailAddress.objects.filter(user=address.user, verified=True).exists():
            address.set_as_primary()
        return address
