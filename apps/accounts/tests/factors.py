"""A person's app and passkeys, for tests: what their devices would do."""

import re
import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from tests.people import PASSWORD

PERIOD = 30  # seconds for which a code is shown


def code_of(secret: str, later: int = 0) -> str:
    """What the app shows; `later` steps from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + later))


def with_an_app(user: User) -> str:
    """Gives the account an app and recovery codes; returns the app's secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def recovery_codes_of(user: User) -> list[str]:
    return RecoveryCodes.activate(user).get_unused_codes()


def mailed_code() -> str:
    """From the last mail."""
    return re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]{3,}$", mail.outbox[-1].body, re.MULTILINE)[0]


def confirms_by_mail(client: Client, page: str, address: str) -> HttpResponse:
    """From the page that asks to the answer of what was interrupted."""
    sent = client.post(page, {"recipient": address})
    assert sent.status_code == 302, sent.content
    return client.post(sent["Location"], {"code": mailed_code()})


def confirms_it_is_them(client: Client) -> None:
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.status_code == 302
