"""The archive as a file: whole under its name, or not there."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from apps.operations.backup import BackupError

STREAM = "-"


@contextmanager
def written(name: str) -> Iterator[IO[bytes]]:
    if name == STREAM:
        if sys.stdout.isatty():
            raise BackupError("This is a terminal: give a file, or send it into one with >.")
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    file = Path(name)
    if file.exists():
        raise BackupError(f"{file} exists and is left alone: choose another name.")
    try:
        with NamedTemporaryFile("wb", dir=file.parent, prefix=f".{file.name}.") as new:  # for its owner alone
            yield new
            new.flush()
            os.fsync(new.fileno())
            os.link(new.name, file)  # fails where another has appeared meanwhile
        _sync_folder(file.parent)
    except FileExistsError as error:
        raise BackupError(f"{file} has appeared meanwhile and is left alone.") from error
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror or error}.") from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def read(name: str) -> Iterator[Path]:
    """It is read several times over, so what comes as a stream is kept first."""
    if name != STREAM:
        if not Path(name).is_file():
            raise BackupError(f"There is no file {name}.")
        yield Path(name)
        return
    with NamedTemporaryFile("wb", prefix="messager-restore-") as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.flush()
        yield Path(kept.name)
