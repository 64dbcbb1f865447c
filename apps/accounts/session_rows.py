"""Whose a session is stands inside it, signed: finding a person's means reading all of them."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from apps.accounts.models import User

BATCH = 500


def forget_some(user: User, after: str) -> str | None:
    """Looks through the sessions after the key `after` and forgets the person's: they name who signed in.

    Returns the key that it got to, None at the end.
    """
    found = list(Session.objects.filter(session_key__gt=after).order_by("session_key")[:BATCH])
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for session in found:
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            store(session.session_key).delete()  # with its copy in the cache
    return found[-1].session_key if found else None
