"""Where exports stand: EXPORT_DIR/<name>/ while one is made, EXPORT_DIR/<name>.zip when it is ready."""

import re
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from apps.chat.models import Export

OURS = re.compile(r"([\w-]{43})(\.zip)?", re.ASCII)  # the folder may hold what is somebody else's


def new_name() -> str:
    return secrets.token_urlsafe(32)


def workshop_of(name: str) -> Path:
    return Path(settings.EXPORT_DIR) / name


def archive_of(name: str) -> Path:
    return Path(settings.EXPORT_DIR) / f"{name}.zip"


def prepare(name: str) -> Path:
    """The folder to make it in; nobody else on the machine looks into it."""
    base = Path(settings.EXPORT_DIR)
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    workshop = workshop_of(name)
    workshop.mkdir(mode=0o700, exist_ok=True)
    return workshop


def remove(names: Iterable[str]) -> None:
    for name in filter(None, names):
        shutil.rmtree(workshop_of(name), ignore_errors=True)
        with suppress(NotADirectoryError):  # where the folder should be stands something else
            archive_of(name).unlink(missing_ok=True)


def remove_strays() -> None:
    """What no row knows of: left by a process that died between the row and the file."""
    base = Path(settings.EXPORT_DIR)
    entries = base.iterdir() if base.is_dir() else ()
    found = {ours[1] for entry in entries if (ours := OURS.fullmatch(entry.name))}
    # Looked up after the folder was read: a name is in its row before it is in the folder.
    known = set(Export.objects.filter(file__in=found).values_list("file", flat=True))
    remove(found - known)
