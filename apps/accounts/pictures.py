"""The picture by which a person is seen; who has none is drawn from the name.

Its name can't be guessed and never stands for another picture, so browsers keep what they have once seen.
"""

import secrets
from contextlib import suppress
from datetime import timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from apps.accounts import services
from apps.accounts.models import User

MOST_BYTES = 5 << 20  # of the file that somebody sends
MOST_FORM = MOST_BYTES + 10_000
MOST_PASSED_OVER = 32 << 20  # of a longer form: read, so that the answer is heard
FOLDER = "pictures"
SUFFIX = ".webp"
STRAY_AFTER = timedelta(hours=1)  # a file is there before the row that names it


def put(user: User, content: bytes) -> None:
    """What `picture_encoding` has made, in the place of what there was."""
    name = secrets.token_hex(16)
    default_storage.save(_path(name), ContentFile(content))
    _replace(user, name)


def remove(user: User) -> None:
    _replace(user, "")


def forget(user: User) -> None:
    """The account is being deleted, and its row emptied."""
    transaction.on_commit(partial(_discard, user.picture), robust=True)


def read(name: str) -> bytes:
    """Raises FileNotFoundError."""
    with default_storage.open(_path(name)) as file:
        return bytes(file.read())


def remove_strays() -> None:
    """What no row names: left by a process that died between the file and the row."""
    if not default_storage.exists(FOLDER):
        return
    old = timezone.now() - STRAY_AFTER
    found = {file.removesuffix(SUFFIX) for file in default_storage.listdir(FOLDER)[1]}
    known = set(User.objects.exclude(picture="").values_list("picture", flat=True))
    for name in found - known:
        with suppress(FileNotFoundError):  # replaced while we look
            if default_storage.get_modified_time(_path(name)) < old:
                _discard(name)


def _replace(user: User, name: str) -> None:
    with transaction.atomic():
        standing = User.objects.select_for_update().filter(pk=user.pk, deleted_at=None)
        old = standing.values_list("picture", flat=True).first()
        if old is None:  # the account has been deleted meanwhile
            _discard(name)
        elif old != name:
            services.set_picture(user, name)
            transaction.on_commit(partial(_discard, old), robust=True)


def _discard(name: str) -> None:
    if name:
        default_storage.delete(_path(name))


def _path(name: str) -> str:
    return f"{FOLDER}/{name}{SUFFIX}"
