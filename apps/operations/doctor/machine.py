"""Files, limits and settings of this machine."""

import errno
import os
import resource
import shutil
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.mail import get_connection

LEAST_FREE = 1 << 30  # bytes
LEAST_VARIETY = 12  # different characters in a key
FILES_BESIDE_POLLS = 100
A_STATIC_FILE = "js/app.js"
TO_THE_OUTSIDE = "django.core.mail.backends.smtp.EmailBackend"


def secret_key() -> str | None:
    if len(set(settings.SECRET_KEY)) >= LEAST_VARIETY:
        return None
    return "SECRET_KEY can be guessed: give 50 random characters. Everybody signs in again after that."


def public_url() -> str | None:
    parts = urlsplit(settings.PUBLIC_URL)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        return "PUBLIC_URL is no address: give scheme and host alone, as in https://chat.example.org."
    foreign = [one for one in settings.CSRF_TRUSTED_ORIGINS if "://" not in one]
    if foreign:
        return f"CSRF_TRUSTED_ORIGINS has {foreign[0]} without a scheme: write https:// before it."
    if "*" in settings.ALLOWED_HOSTS:
        return "ALLOWED_HOSTS is *: anybody can put another address into our mails. Name the hosts."
    return None


def static_files() -> str | None:
    try:
        name = staticfiles_storage.stored_name(A_STATIC_FILE)  # type: ignore[attr-defined]
        if staticfiles_storage.exists(name):
            return None
    except (ValueError, OSError):
        pass
    return "The static files are not collected, or are older than the code: manage.py collectstatic."


def var_dir() -> str | None:
    try:
        with TemporaryFile(dir=settings.VAR_DIR):
            pass
    except OSError as error:
        if error.errno == errno.EROFS:  # a container's: what is written has volumes of its own
            return None
        return f"VAR_DIR ({settings.VAR_DIR}) cannot be written: {error.strerror}."
    return None


def media() -> str | None:
    """It is made with the first picture."""
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    if os.access(folder, os.W_OK):
        return None
    return f"MEDIA_ROOT ({settings.MEDIA_ROOT}) cannot be written: nobody can choose a picture."


def disk() -> str | None:
    free = shutil.disk_usage(settings.VAR_DIR).free
    return None if free >= LEAST_FREE else f"{free >> 20} MB are left on the disk of VAR_DIR: make room."


def open_files() -> str | None:
    """The live process raises its own to the hard limit."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    needed = settings.LIVE_MOST + FILES_BESIDE_POLLS
    if hard in {resource.RLIM_INFINITY, -1} or hard >= needed:
        return None
    return (
        f"{hard} open files are allowed and {settings.LIVE_MOST} held polls need {needed}: raise the limit."
    )


def mail() -> str | None:
    if settings.EMAIL_BACKEND != TO_THE_OUTSIDE:
        if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend") and not _is_writable():
            return f"Mail cannot be written to {settings.EMAIL_FILE_PATH}."
        return None
    try:
        with get_connection(timeout=5):
            return None
    except OSError as error:
        return f"The mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} does not take us ({error})."


def _is_writable() -> bool:
    return os.access(settings.EMAIL_FILE_PATH, os.W_OK) or not os.path.exists(settings.EMAIL_FILE_PATH)  # noqa: PTH110
