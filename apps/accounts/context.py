from functools import partial
from typing import Any

from django.db import Error
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.accounts import announcements, providers
from apps.accounts.admission import admission_of
from apps.accounts.announcements import Standing
from apps.accounts.models import Server


def entrance(request: HttpRequest) -> dict[str, Any]:
    """What pages say of the server. Fragments don't ask, so they read nothing."""
    return {
        "server": SimpleLazyObject(_server),
        "announcement": SimpleLazyObject(partial(_announcement, request)),
        "providers": providers.offered,
        "may_sign_up": lambda: admission_of(request).is_open,
    }


def _announcement(request: HttpRequest) -> Standing:
    """The same."""
    try:
        return announcements.standing_for(request)
    except Error:
        return Standing()


def _server() -> Server:
    """A page that says the database is away comes all the same."""
    try:
        return Server.current()
    except Error:
        return Server()
