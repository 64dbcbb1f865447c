"""People for tests, and sessions for them."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password

from apps.accounts.models import User

PASSWORD = "correct horse battery"


def a_person(username: str, **more: Any) -> User:
    """An account as sign-up would make it."""
    return User.objects.create_user(username, f"{username}@example.org", PASSWORD, **more)


def who_can_sign_in(user: User) -> User:
    """With a password that is hashed as in production: slow, and known to the real processes."""
    user.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    user.save(update_fields=["password"])
    return user


def a_session(user: User) -> str:
    """The key of a session as signing in would make it."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
