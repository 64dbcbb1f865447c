"""The first visit of a fresh installation: somebody makes the owner's account and names the server.

Whoever comes from this machine itself may do so. Whoever comes over a network shows that they can read the
server's log, by a token that stands in it.
"""

import base64
import ipaddress
import logging
import time
from collections import deque
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare, salted_hmac

from apps.accounts.models import Server, User

logger = logging.getLogger(__name__)

PROXIED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")
GROUP, TOKEN_BYTES = 4, 15  # six groups of four letters: 120 bits
MOST_WRONG = 600  # tokens a minute and process
_wrong: deque[float] = deque(maxlen=MOST_WRONG)  # when they were tried

View = Callable[..., HttpResponse]


class TooLateError(Exception):
    """Somebody else has set the server up."""


def is_needed() -> bool:
    """Nobody has set it up: neither here nor with `createsuperuser`."""
    if Server.objects.exists():
        return False
    if User.objects.filter(is_superuser=True).exists():
        Server.objects.get_or_create()  # and so it stays, whatever becomes of that account
        return False
    return True


def comes_first(view: View) -> View:
    """For the pages where people come in."""

    @wraps(view)
    def view_after(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return redirect("first-run") if is_needed() else view(request, *args, **kwargs)

    return view_after


def set_up(owner: User, server_name: str) -> None:
    """`owner` is not saved yet. Of two at the same moment one gets a TooLateError: there is one row."""
    owner.is_staff = owner.is_superuser = True
    try:
        with transaction.atomic():
            Server.objects.create(name=server_name)
            owner.save()
            # Who can read the log needs no mail to prove anything; there may be no mail server yet.
            EmailAddress.objects.create(user=owner, email=owner.email, primary=True, verified=True)
    except IntegrityError:
        if is_needed():
            raise
        raise TooLateError from None


# --- who may -------------------------------------------------------------------------------------------


def asks_for_token(request: HttpRequest) -> bool:
    """True unless everything says that the visitor sits at this machine."""
    return not (
        _is_local(split_domain_port(request.get_host())[0])
        and _is_local(urlsplit(settings.PUBLIC_URL).hostname or "")
        and _is_loopback(request.META.get("REMOTE_ADDR", ""))
        and not settings.ALLAUTH_TRUSTED_PROXY_COUNT
        and not any(header in request.headers for header in PROXIED)
    )


def is_token(request: HttpRequest, typed: str) -> bool:
    """Also False after too many wrong ones."""
    if _too_many_wrong() or not _try(request, dry_run=True):
        return False
    if constant_time_compare(_comparable(typed), _comparable(token())):
        return True
    _wrong.append(time.monotonic())
    _try(request, dry_run=False)
    return False


def _too_many_wrong() -> bool:
    """Of everybody together: the limit of each address is counted in the cache, and open without it."""
    return len(_wrong) == MOST_WRONG and time.monotonic() - _wrong[0] < 60


def token() -> str:
    """The same in every process; another in every database, whose first migration has a time of its own."""
    born = MigrationRecorder.Migration.objects.earliest("applied").applied.isoformat()
    digest = salted_hmac("apps.accounts.first_run", born, algorithm="sha256").digest()
    letters = base64.b32encode(digest[:TOKEN_BYTES]).decode().lower()
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def say_token() -> None:
    logger.warning("Nobody has set this server up yet. The setup token for its first page: %s", token())


def _comparable(token: str) -> str:
    return "".join(char for char in token.lower() if char.isalnum())


def _try(request: HttpRequest, *, dry_run: bool) -> bool:
    return bool(ratelimit.consume(request, app="allauth.account", action="first_run", dry_run=dry_run))


def _is_local(host: str) -> bool:
    return host.strip("[]").lower() in {local.strip("[]") for local in settings.LOCAL_HOSTS}


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:  # a socket that is no network's
        return False
