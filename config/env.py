"""What the environment says, typed. A value that does not parse stops the start with its name.

Every variable can also be given as a file: ``SECRET_KEY_FILE=/run/secrets/key``.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import FileAwareEnv

env = FileAwareEnv(strip_whitespace=True)  # `echo` and editors end a file with a new line

LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"]  # noqa: S104 (names of this machine)
# Ends with a slash, and is no path of the messenger's own.
ADMIN_PATH_SHAPE = r"/?(?!(?:messager|live|static|healthz|readyz|metrics|mail|flower)/)(?:[\w-]+/)+\Z"
SHORTEST_KEY = 40  # characters; Django's own generated keys have 50


def is_local(url: str) -> bool:
    """Whether only this machine can mean `url`."""
    return (urlsplit(url).hostname or "").lower() in {"localhost", "127.0.0.1", "::1", "0.0.0.0"}  # noqa: S104


def secret_key(var: Path) -> str:
    """The key from SECRET_KEY; without one, the key kept in `var`, made at the first start."""
    key = env.str("SECRET_KEY", "") or _kept_key(var / "secret_key")
    if len(key) < SHORTEST_KEY or key.startswith(("django-insecure", "change")):
        raise ImproperlyConfigured(
            f"SECRET_KEY is too weak: give {SHORTEST_KEY} or more random characters, "
            "or none at all to have one made and kept in var/."
        )
    return key


def _kept_key(file: Path) -> str:
    """Processes that start together all get the one that was there first, whole."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=file.parent) as new:  # readable by its owner alone
            new.write(secrets.token_urlsafe(50))
            new.flush()
            with suppress(FileExistsError):
                os.link(new.name, file)
    return file.read_text().strip()


def require_safe(*, debug: bool, public_url: str, has_own_key: bool) -> None:
    """Refuses what is fine on a laptop and dangerous in front of a team."""
    if is_local(public_url):
        return
    if debug:
        raise ImproperlyConfigured("DEBUG is on while PUBLIC_URL is not on this machine.")
    if not has_own_key:
        raise ImproperlyConfigured("PUBLIC_URL is not on this machine: give SECRET_KEY or SECRET_KEY_FILE.")
